"""What an outlet prints under every piece is no sign of a copy."""

from __future__ import annotations

import asyncio
import json
import random
from pathlib import Path

import numpy as np
import pytest
from crawling import workers
from hypothesis import given, settings
from hypothesis import strategies as st
from recording import NOW, Desk, words

from db.writer import Writer
from model import Boilerplate, Page
from pipelines.copies.boilerplate import boilerplate_of, compared_text, learn, learn_early
from pipelines.copies.comparing_anew import compare_anew
from pipelines.copies.outlet_boilerplate import OutletBoilerplate, learn_boilerplate
from pipelines.preparing.prepare import prepare
from pipelines.preparing.settings import PrepareSettings
from pipelines.text.normalize import normalize
from terminal.reextracting import run_reextract

HEAD = "إعلان"
FOOT = [
    "اقرأ أيضًا",
    "حمّل تطبيق الميناء لتصلك الأخبار العاجلة على هاتفك أولًا بأول",
    "لمتابعة آخر الأخبار اشترك في قناة الميناء على تلغرام",
    "جميع الحقوق محفوظة ولا يجوز نقل هذه المادة أو إعادة نشرها من دون إذن مكتوب من إدارة تحرير صحيفة الميناء",
]


def piece(seed: int, *, paragraphs: int = 6) -> list[str]:
    return [words(seed * 100 + n, 35) for n in range(paragraphs)]


def under(body: list[str]) -> str:
    return "\n\n".join([HEAD, *body, *FOOT])


def day(n: int) -> str:
    return f"2025-03-{1 + n % 28:02}"


def learnt(*texts: tuple[str, str]) -> set[str]:
    return {each.line for each in learn(texts)}


def test_what_stands_under_every_piece_is_learnt_and_nothing_else() -> None:
    found = learn((day(n), under(piece(n))) for n in range(20))
    assert {each.line for each in found} == set(map(normalize, [HEAD, *FOOT]))
    assert {each.texts for each in found} == {20}


def test_short_pieces_have_boilerplate_too() -> None:
    assert learnt(*((day(n), under([words(n, 12)])) for n in range(20))) == set(map(normalize, [HEAD, *FOOT]))


def test_spelling_is_folded() -> None:
    texts = [(day(n), "\n".join([*piece(n), "إقرأ أيضاً" if n % 2 else "اقرأ أيضا:"])) for n in range(20)]
    assert learnt(*texts) == {normalize("اقرأ أيضا")}


def test_a_few_texts_or_days_prove_nothing() -> None:
    assert not learnt(*((day(n), under(piece(n))) for n in range(4)))
    assert not learnt(*((day(n % 2), under(piece(n))) for n in range(20)))


def test_a_story_that_is_printed_again_and_again_teaches_nothing() -> None:
    story = piece(1, paragraphs=8)
    again = [(day(n), "\n".join([*story[:7], words(900 + n, 5)])) for n in range(12)]
    others = [(day(n), "\n".join(piece(50 + n))) for n in range(12)]
    assert not learnt(*again, *others)


def test_a_sentence_inside_texts_is_not_learnt_however_often_it_is_repeated() -> None:
    background = "واندلع النزاع على مياه النهر قبل عشرة أعوام بعد أن بدأت الدولة المجاورة بناء السد"
    texts = [(day(n), "\n".join([*piece(n)[:4], background, *piece(500 + n, paragraphs=9)])) for n in range(20)]
    assert not learnt(*texts)


def test_a_long_paragraph_is_never_learnt() -> None:
    long = words(7, 80)
    assert not learnt(*((day(n), "\n".join([*piece(n), long])) for n in range(20)))


def test_a_line_of_every_fiftieth_piece_is_not_learnt() -> None:
    texts = [
        (day(n), "\n".join([*piece(n), "نقلا عن مراسلنا في المرفأ"] if n % 40 == 0 else piece(n))) for n in range(240)
    ]
    assert not learnt(*texts)


@settings(max_examples=15)
@given(st.randoms())
def test_any_order_teaches_the_same(chance: random.Random) -> None:
    # Of a story that grows day by day and drops what is old, each day's text is that of the day before, brought up to date.
    growing = [[words(700 + each, 30) for each in range(n, n + 3)] for n in range(12)]
    texts = [(day(n), under(piece(n % 15, paragraphs=2))) for n in range(20)]
    texts += [(day(n), under(story)) for n, story in enumerate(growing)]
    shuffled = list(texts)
    chance.shuffle(shuffled)
    assert learn(shuffled) == learn(texts)


def snapshot(*lines: str) -> Boilerplate:
    return boilerplate_of("b1", map(normalize, lines))


def test_what_is_compared_is_without_it() -> None:
    body = piece(3)
    assert compared_text(under(body), snapshot(HEAD, *FOOT)).split() == " ".join(body).split()
    assert compared_text(under(body), None) == under(body)


def test_a_text_of_nothing_else_is_compared_whole() -> None:
    assert compared_text("\n".join(FOOT), snapshot(*FOOT)) == "\n".join(FOOT)


@given(st.text(alphabet="ab \n", max_size=60), st.sets(st.sampled_from(["a", "b", "a b", "b a b"])))
def test_no_line_is_left_out_that_was_not_learnt(text: str, lines: set[str]) -> None:
    left = compared_text(text, snapshot(*lines))
    rest = left.split("\n")
    assert left == text or all(line in text.split("\n") and normalize(line) not in lines for line in rest)


def record(n: str, text: str, boilerplate: Boilerplate | None = None) -> Page:
    """A plain record, whose text is kept as it is."""
    url = f"https://harbour.example/{n}"
    body = json.dumps({"url": url, "text": text}).encode()
    return Page(url=url, kind="record", import_key=n, body=body, boilerplate=boilerplate)


def test_the_stored_text_keeps_what_is_not_compared(tmp_path: Path) -> None:
    prepared_as = PrepareSettings.of(Desk(tmp_path).config)
    [plain] = prepare(record("1", under(piece(3))), prepared_as).articles
    read = prepare(record("1", under(piece(3)), snapshot(HEAD, *FOOT)), prepared_as)
    [article] = read.articles
    assert FOOT[1] in article.story.text
    assert article.story.text == plain.story.text
    assert article.normal_text == plain.normal_text
    assert article.sketch.words < plain.sketch.words
    assert read.normaliser.endswith("+b1")
    assert read.page.boilerplate is None


def fill(desk: Desk, articles: range, foot: list[str]) -> None:
    for n in articles:
        desk.import_(
            f"https://harbour.example/{n}",
            {"text": "\n".join([*piece(n, paragraphs=2), *foot]), "published": f"{day(n)}T08:00:00Z"},
            key=f"page:{n}",
        )


def learn_now(desk: Desk) -> int:
    with Writer(desk.path) as writer:
        return asyncio.run(learn_boilerplate(desk.database, writer, workers(), clock=lambda: NOW))


def test_an_outlet_is_learnt_from_when_it_has_articles_enough_and_again_with_many_more(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    fill(desk, range(19), FOOT)
    assert learn_now(desk) == 0
    fill(desk, range(19, 21), FOOT)
    assert learn_now(desk) == 1
    [(version, lines)] = desk.database.boilerplates().values()
    assert version == "b1"
    assert set(lines) == set(map(normalize, FOOT))
    assert desk.database.outlets_due_for_boilerplate() == []
    fill(desk, range(21, 45), FOOT)
    assert learn_now(desk) == 0, "the same lines are no new snapshot"
    assert [version for version, _ in desk.database.boilerplates().values()] == ["b1"]
    fill(desk, range(45, 100), [*FOOT, "تابعنا على المنصات كلها"])
    assert learn_now(desk) == 1
    [(version, lines)] = desk.database.boilerplates().values()
    assert version == "b2"
    assert normalize("تابعنا على المنصات كلها") in lines


def test_a_page_goes_to_its_worker_with_the_boilerplate_of_its_own_outlet(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    fill(desk, range(25), FOOT)
    learn_now(desk)
    known = OutletBoilerplate(desk.database)
    own = known.given_to(Page(url="https://www.harbour.example/new"))
    assert own.boilerplate is not None
    assert own.boilerplate.version == "b1"
    assert known.given_to(Page(url="https://valley.example/new")).boilerplate is None
    assert known.given_to(Page(url="file:///new.txt")).boilerplate is None
    assert desk.database.known_outlet("valley.example") is None, "looking makes no outlet"


def test_two_short_texts_of_an_outlet_are_not_related_by_their_boilerplate(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    fill(desk, range(25), FOOT)
    learn_now(desk)
    known = OutletBoilerplate(desk.database)
    prepared_as = PrepareSettings.of(desk.config)
    texts = ["\n".join([words(7000 + n, 14), *FOOT]) for n in range(2)]
    [one, other] = [prepare(record(str(n), text), prepared_as).articles[0].sketch for n, text in enumerate(texts)]
    assert np.intersect1d(one.shingles, other.shingles).size > 30
    [one, other] = [
        prepare(known.given_to(record(str(n), text)), prepared_as).articles[0].sketch for n, text in enumerate(texts)
    ]
    assert np.intersect1d(one.shingles, other.shingles).size == 0


def test_reading_everything_again_learns_first(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    fill(desk, range(25), FOOT)
    assert run_reextract(desk.config, desk.path, [], verbose=False, version="0") == 0
    [(_, lines)] = desk.database.boilerplates().values()
    assert set(lines) == set(map(normalize, FOOT))


@pytest.mark.parametrize("name", ["there", "back"])
def test_any_order_of_arrival_learns_the_same(tmp_path: Path, name: str) -> None:
    desk = Desk(tmp_path)
    order = list(range(25))
    for n in order if name == "there" else order[::-1]:
        fill(desk, range(n, n + 1), FOOT)
    learn_now(desk)
    [(_, lines)] = desk.database.boilerplates().values()
    assert sorted(lines) == sorted(map(normalize, FOOT))


BOX = ["تابعوا أخبار الميناء كل صباح على موجات إذاعة الساحل", "وتذكروا أن السوق يفتح أبوابه مع الفجر"]


def first(n: int, own: int = 40) -> tuple[str, str]:
    return f"خبر {n}", "\n\n".join([words(300 + n, own), *BOX])


def test_the_third_of_an_outlets_first_pieces_shows_what_they_repeat() -> None:
    assert learn_early([first(0), first(1)]) is None
    early = learn_early([first(0), first(1), first(2)])
    assert early is not None
    for n in range(4):
        assert compared_text(first(n)[1], early) == words(300 + n, 40)


def test_a_text_that_is_printed_three_times_does_not_vanish() -> None:
    story = piece(1, paragraphs=3)
    again = [(f"عنوان {n}", "\n".join([words(900 + n, 8), *story])) for n in range(3)]
    early = learn_early(again)
    assert all(compared_text(text, early) == text for _, text in again)
    assert learn_early([("عنوان", text) for _, text in (first(0), first(1), first(2))]) is None, "one title, one piece"


@pytest.mark.parametrize(("more", "is_cut"), [(-1, False), (1, True)])
def test_what_is_mostly_repeated_edges_is_compared_whole(more: int, is_cut: bool) -> None:
    early = learn_early([first(n) for n in range(3)])
    own = sum(len(line.split()) for line in BOX) + more
    text = "\n\n".join([words(1, own), *BOX])
    assert compared_text(text, early) == (words(1, own) if is_cut else text)


def test_lines_inside_a_text_stay_until_more_is_known() -> None:
    early = learn_early([first(n) for n in range(3)])
    text = "\n".join([words(1, 40), *BOX, words(2, 40)])
    assert compared_text(text, early) == text


def test_what_first_pieces_repeat_relates_them_no_more_once_they_are_judged_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for n in range(4):
        title, text = first(n, own=22)
        desk.import_(f"https://harbour.example/{n}", {"text": text, "title": title}, key=f"page:{n}")
    assert compare_anew(desk.database, None, only_unjudged=False, only_due=True, now=NOW) == 4
    assert compare_anew(desk.database, None, only_unjudged=False, only_due=True, now=NOW) == 0
    sketches = desk.database.sketches_of_articles([row["id"] for row in desk.articles()])
    assert [sketch.words for sketch in sketches.values()] == [22] * 4


def test_a_page_read_beside_others_of_its_outlet_is_read_again_with_what_they_share(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.import_("https://harbour.example/0", {"text": words(1), "title": "0"}, key="page:0")
    known, prepared_as = OutletBoilerplate(desk.database), PrepareSettings.of(desk.config)
    given = []
    for n in range(3):
        title, text = first(n)
        url = f"https://harbour.example/{n + 1}"
        body = json.dumps({"url": url, "text": text, "title": title}).encode()
        given.append(known.given_to(Page(url=url, kind="record", import_key=url, body=body)))
    again = [known.missed(page, prepare(page, prepared_as)) for page in given]
    assert again[:2] == [None, None]
    assert again[2] is not None
    [article] = prepare(again[2], prepared_as).articles
    assert article.sketch.words == 40
