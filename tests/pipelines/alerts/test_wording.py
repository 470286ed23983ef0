"""The words of alerts, in English and Arabic: whole messages as an editor gets them, kept in `messages`.

NASKH_WRITE_MESSAGES=1 writes them anew: read what changed before you commit it.
"""

from __future__ import annotations

import os
import re
from itertools import product
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import ROOT
from telling_cases import CITY, HARBOUR, HILL, LAKE, OURS, PAPER, ZONE, cases, match_row, telling

from config.alerts import Language
from pipelines.alerts.telling import Telling
from pipelines.alerts.wording import Worded, Wording, language_of

MESSAGES = Path(__file__).parent / "messages"
CASES = cases()
WORDING = Wording(ZONE)
LANGUAGES: tuple[Language, ...] = ("en", "ar")
# Nobody is accused, in no language.
ACCUSING = re.compile(
    r"\b(?:stole|stolen|theft|copied|plagiar\w*|lifted|took)\b|سرق|نسخ من|منسوخ|انتح|سطا|نقلا عن", re.IGNORECASE
)
QUOTED = re.compile("\u2068[^\u2069]*\u2069")
COPIED_LINES = re.compile(r"^(?:https?://\S+|naskh .*)$", re.MULTILINE)


def written(*messages: Worded) -> str:
    return "\n\n----\n\n".join(f"{message.title}\n\n{message.text}" for message in messages) + "\n"


def check(name: str, text: str) -> None:
    path = MESSAGES / name.replace(" ", "-")
    if os.environ.get("NASKH_WRITE_MESSAGES"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "language"), list(product(CASES, LANGUAGES)))
def test_each_kind_of_alert_reads_as_it_should(name: str, language: Language) -> None:
    long, short = (WORDING.worded(CASES[name], language, length=length) for length in ("long", "short"))
    check(f"{language}/{name}.txt", written(long, short))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_digest_counts_texts_and_begins_with_the_one_that_most_carry(language: Language) -> None:
    names = ("a copy", "five outlets", "a passage", "a text of others", "order not known")
    parts = [WORDING.worded(CASES[name], language) for name in names]
    digest = WORDING.digest_of(parts, language)
    check(f"{language}/digest.txt", written(digest))
    # A phone's screen: 45 characters and 30 lines or so.
    assert sum(-(-len(line) // 45) or 1 for line in digest.text.split("\n")) <= 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_digest_takes_other_notices_along(language: Language) -> None:
    notice = Worded(title="wire.example lists nothing new", text="since yesterday")
    digest = WORDING.digest_of([notice, WORDING.worded(CASES["a copy"], language)], language)
    assert (
        digest.title
        == {
            "en": "1 of our texts stands in 1 new place, and 1 other notice",
            "ar": "أحد نصوصنا في موضع جديد، وتنبيه آخر",
        }[language]
    )
    assert digest.text.index(notice.title) > digest.text.index("naskh show")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_digest_of_notices_alone_says_in_its_title_what_they_are(language: Language) -> None:
    notices = [Worded(title=f"notice {n}", text="since yesterday") for n in range(4)]
    titles = [WORDING.digest_of(notices[:count], language).title for count in (2, 4)]
    assert (
        titles
        == {
            "en": ["2 notices: notice 0; notice 1", "4 notices: notice 0; notice 1; notice 2 …"],
            "ar": ["تنبيهان: notice 0؛ notice 1", "٤ تنبيهات: notice 0؛ notice 1؛ notice 2 …"],
        }[language]
    )


def test_a_digest_of_many_texts_says_how_many_it_leaves_out() -> None:
    parts = [WORDING.worded(CASES["a copy"], "en")] * 100
    digest = WORDING.digest_of(parts, "en", length="short")
    assert digest.title == "100 of our texts stand in 100 new places"
    more = re.search(r"\n\nAnd (\d+) more:\nnaskh alerts$", digest.text)
    assert more and int(more[1]) + digest.text.count("naskh show") == 100
    assert 1400 < len(digest.text) <= 1700


@pytest.mark.parametrize("language", LANGUAGES)
def test_long_addresses_and_titles_do_not_make_a_message_that_services_refuse(language: Language) -> None:
    long = {"later_url": f"https://site.example/{'%D8%AE' * 100}", "later_title": "خبر عاجل " * 40}
    for told, count in product((0, 3), (1, 5)):
        rows = [match_row(number, **long) for number in (CITY, HARBOUR, HILL, PAPER, LAKE)[:count]]
        text = WORDING.worded(telling(*rows, told=told), language).text
        assert len(text) <= 3500 and text.endswith("naskh show 1")


def test_short_messages_have_five_lines_at_most() -> None:
    for language, told, count in product(LANGUAGES, range(5), range(1, 6)):
        rows = [match_row(number) for number in (CITY, HARBOUR, HILL, PAPER, LAKE)[:count]]
        text = WORDING.worded(telling(*rows, told=told), language, length="short").text
        assert len(text.split("\n")) <= 5 and "https://" in text, text


def everything() -> list[tuple[Language, str]]:
    told: list[Telling] = [*CASES.values()]
    return [
        (language, written(WORDING.worded(one, language, length=length)))
        for one in told
        for language in LANGUAGES
        for length in ("long", "short")
    ]


def test_nobody_is_accused() -> None:
    for _, text in everything():
        assert not ACCUSING.search(text), text


def test_an_absent_credit_is_said_to_prove_nothing() -> None:
    for language, words in (("en", "which proves nothing"), ("ar", "وهذا لا يثبت شيئًا")):
        assert words in WORDING.worded(CASES["a copy"], language).text


def test_where_times_do_not_decide_nobody_is_first() -> None:
    for name in ("order not known", "order not known among others"):
        for language, words in (("en", "which came first is not known"), ("ar", "لا يُعرف أيهما أسبق")):
            worded = WORDING.worded(CASES[name], language)
            assert words in worded.title and " later" not in worded.text and "بعد" not in worded.text


def test_every_time_names_its_zone() -> None:
    for language, text in everything():
        clock = r"\d\d:\d\d" if language == "en" else "[٠-٩][٠-٩]:[٠-٩][٠-٩]"
        zone = "Beirut time" if language == "en" else "بتوقيت بيروت"
        assert re.findall(clock, text) and not re.findall(f"{clock}(?! {zone})", text), text


def test_digits_of_arabic_messages_are_arabic_but_not_in_what_is_copied() -> None:
    for language, text in everything():
        if language == "ar":
            own = QUOTED.sub("", COPIED_LINES.sub("", text))
            assert not re.search("[0-9,;?%]", own), text
            assert re.search(r"^https://site\d", text, re.MULTILINE), text


def test_lines_to_copy_hold_nothing_invisible() -> None:
    for _, text in everything():
        for line in text.split("\n"):
            if "naskh " in line or "://" in line:
                assert line.isascii(), line


def test_a_message_can_have_the_language_of_the_text() -> None:
    for language, expected in (("ar", "ar"), ("en", "en"), ("fa", "en"), (None, "en")):
        assert language_of(telling(match_row(earlier_language=language)), "text") == expected


def test_names_of_one_direction_need_no_marks() -> None:
    worded = WORDING.worded(telling(match_row(HILL, CITY)), "en")
    assert all(mark not in worded.title + worded.text for mark in "\u2066\u2067\u2068\u2069\u200e\u200f")


def test_a_long_name_does_not_make_a_long_title() -> None:
    long = "City " * 100
    for language in LANGUAGES:
        title = WORDING.worded(telling(match_row(later_outlet=long, later_carrier=long)), language).title
        assert len(title) < 300 and title.count("\u2068") == title.count("\u2069")


@pytest.mark.parametrize(("language", "name"), [("en", "a copy of an English newsroom"), ("ar", "a copy")])
def test_the_page_of_alerts_shows_messages_as_they_are(language: Language, name: str) -> None:
    worded = WORDING.worded(CASES[name], language)
    assert f"```text\n{worded.title}\n\n{worded.text}\n```" in (ROOT / "docs/alerts.md").read_text(encoding="utf-8")


@st.composite
def any_telling(draw: st.DrawFn) -> Telling:
    """Anything that matches may say, also what seldom goes together."""
    names = st.sampled_from(["City Wire", "ورق", "@all", "24", "x" * 200, "—", None])
    rows = []
    for later in draw(st.lists(st.sampled_from([CITY, HARBOUR, HILL, PAPER, LAKE]), min_size=1, max_size=6)):
        credits = st.lists(
            st.fixed_dictionaries(
                {
                    "name": st.sampled_from(["AFP", "رويترز", None]),
                    "url": st.sampled_from([None, "https://afp.example/"]),
                    "kind": st.sampled_from(["text_origin", "cited_fact", "unclear"]),
                }
            ),
            max_size=3,
        )
        facts = {
            "relation": draw(st.sampled_from(["identical", "near_duplicate", "excerpt", "partial"])),
            "share_of_later": draw(st.floats(0, 1)),
            "share_of_earlier": draw(st.floats(0, 1)),
            "credited": draw(st.sampled_from(["credited", "none_found", "unclear", None])),
            "same_outlet": draw(st.sampled_from([0, 1, None])),
            "order_known": draw(st.sampled_from([0, 1])),
            "order_reason": draw(
                st.sampled_from(
                    [
                        "published 9 min later",
                        "published later",
                        "both were published at the same time",
                        "something else",
                    ]
                )
            ),
            "later_outlet": draw(names),
            "later_carrier": draw(names),
            "later_title": draw(st.sampled_from(["", None, "Ploughs", "محاريث AI", "\u202e"])),
            "later_published_at": draw(
                st.sampled_from(
                    [None, "2025-03-20", "2025-03-20T10:00:00", "2025-03-20T10:00:00Z", "0001-01-01T00:00:00Z"]
                )
            ),
            "later_time_zone": draw(st.sampled_from([None, "Asia/Dubai"])),
            "later_credits": draw(credits),
            "earlier_credits": draw(credits),
            "earlier_groups": draw(st.sampled_from(["[]", '["mine"]', None])),
        }
        earlier = draw(st.sampled_from([number for number in (OURS, CITY) if number != later]))
        rows.append(match_row(later, earlier, **facts))
    return telling(*rows, told=draw(st.integers(0, 7)), quote=draw(st.sampled_from([None, "a passage"])))


@settings(max_examples=150)
@given(told=any_telling(), language=st.sampled_from(LANGUAGES), length=st.sampled_from(["long", "short"]))
def test_whatever_matches_say_there_are_words_for_it(
    told: Telling, language: Language, length: Literal["long", "short"]
) -> None:
    worded = WORDING.worded(told, language, length=length)
    for line in (worded.title, *worded.text.split("\n")):
        assert "None" not in line and "  " not in line and " ," not in line and " ،" not in line, line
        assert not re.search(r"[,;،][,;،]|\( |\(\)", line) and line == line.strip(), line
        assert line.count("\u2068") == line.count("\u2069"), line
    assert worded.title and "\n\n\n" not in worded.text
    assert length == "long" or len(worded.text.split("\n")) <= 5
    digest = WORDING.digest_of([worded] * 3, language)
    assert digest.title and "None" not in digest.text
