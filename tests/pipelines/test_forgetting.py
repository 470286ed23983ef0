"""What a person has forgotten is in no byte of any file, and does not come back."""

from __future__ import annotations

import gzip
import json
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from recording import NOW, TOPIC, Desk, extracted, news, words

from db import Database
from db.forgetting_words import NOTHING_LEFT
from db.soundness import problems_of
from model import Hints, Link, Page
from pipelines.alerts.emptied_files import empty_files
from pipelines.forgetting import Chosen, carry_out, choose, merge_search_index, order
from pipelines.recording.aliases import known_variants
from pipelines.shipping.collecting import CollectingRecorder
from pipelines.shipping.records import Named, NamedPage
from pipelines.text.search_words import search_text

LATER = NOW + timedelta(hours=2)
URL = "https://wire.example/ploughs"
SECRET = news(1, 200)
TITLE = "Snowclearers of Zubrowka"
RULES = """
[keep]
raw_days = 30
[[alert]]
name = "all"
channels = ["file", "feed"]
[[alert]]
name = "phrases"
kind = "phrase"
words = ["chatbot"]
channels = ["file"]
[[channel]]
name = "file"
kind = "jsonl"
path = "{folder}/alerts.jsonl"
[[channel]]
name = "feed"
kind = "feed"
path = "{folder}/alerts.atom"
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, RULES.replace("{folder}", str(tmp_path)))


def chosen(database: Database, *ids: int, pages: tuple[int, ...] = (), outlets: tuple[int, ...] = ()) -> Chosen:
    return choose(database, article_ids=ids, page_ids=pages, outlet_ids=outlets)


def forget(desk: Desk, *ids: int, pages: tuple[int, ...] = (), outlets: tuple[int, ...] = (), why: str = "") -> Chosen:
    found = chosen(desk.database, *ids, pages=pages, outlets=outlets)
    order(desk.database, found, reason=f"forgotten on 2025-03-21{why}", now=LATER)
    carry_out(desk.database, desk.config, now=LATER)
    assert empty_files(desk.database, desk.config) == []
    return found


def erase(desk: Desk) -> None:
    desk.database.shrink()
    desk.database.checkpoint()
    desk.database.finish_forgetting(now=LATER)


def bytes_of(folder: Path) -> bytes:
    """All files of a folder, and the bytes of each page that is kept."""
    found = b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
    with Database(folder / "naskh.db", read_only=True) as database:
        for row in database.connection.execute("select raw from pages where raw is not null"):
            found += zlib.decompress(row[0])
    return found


def traces(folder: Path, text: str, title: str) -> list[str]:
    """Words of a text that any file still holds, as they were written or as they are searched."""
    found = bytes_of(folder)
    text = text.replace(TOPIC, "")
    sought = {*text.split(), *search_text(text).split(), *title.split(), *search_text(title).split()}
    return sorted(word for word in sought if len(word) > 5 and word.encode() in found)


def everything_is_sound(desk: Desk) -> None:
    assert list(problems_of(desk.path)) == []
    assert desk.database.connection.execute("pragma foreign_key_check").fetchall() == []
    desk.database.connection.execute("insert into articles_fts (articles_fts) values ('integrity-check')")


def carried(desk: Desk) -> None:
    """A text with a revision, kept bytes, a feed's words, copies, a verdict, alerts and messages."""
    hints = Hints(title=TITLE, summary=f"{words(7, 10)}", guid="wire-1")
    desk.crawl(URL, {"text": f"{SECRET} {words(8, 20)}", "title": TITLE}, hints=hints)
    desk.crawl(URL, {"text": SECRET, "title": TITLE}, at=NOW + timedelta(minutes=1), hints=hints)
    desk.crawl("https://other.example/own", {"text": news(2, 200), "title": "Something Else"})
    desk.deliver(NOW + timedelta(minutes=2))


def test_no_byte_of_a_forgotten_text_is_left(desk: Desk, tmp_path: Path) -> None:
    carried(desk)
    desk.import_("https://third.example/copy", {"text": SECRET, "title": "Copperplate"}, key="record:1", at=NOW)
    desk.deliver(NOW + timedelta(minutes=3))
    assert len(traces(tmp_path, SECRET, TITLE)) > 100
    assert TITLE.encode() in (tmp_path / "alerts.jsonl").read_bytes() + (tmp_path / "alerts.atom").read_bytes()
    gone = [row["id"] for row in desk.articles() if row["title"] != "Something Else"]
    assert forget(desk, *gone).alerts
    erase(desk)
    assert traces(tmp_path, f"{SECRET} {words(7, 10)} {words(8, 20)}", f"{TITLE} Copperplate") == []
    everything_is_sound(desk)
    assert [row["title"] for row in desk.articles()] == ["Something Else"]


def test_beside_a_daemon_the_rows_and_the_index_have_nothing_left(desk: Desk, tmp_path: Path) -> None:
    carried(desk)
    [first] = [row["id"] for row in desk.articles() if row["title"] == TITLE]
    forget(desk, first)
    merge_search_index(desk.database)
    desk.database.checkpoint()
    # This SQLite overwrites what it removes, always or because it was asked to.
    assert traces(tmp_path, SECRET, TITLE) == []
    everything_is_sound(desk)


def test_the_page_stays_known_with_the_reason_and_is_not_fetched_again(desk: Desk) -> None:
    carried(desk)
    forget(desk, 1, why=": asked by the author")
    page = desk.page_of(URL)
    assert (page["status"], page["reason"], page["next_check_at"]) == (
        "skipped",
        "forgotten on 2025-03-21: asked by the author",
        None,
    )
    known = desk.database.known_pages([URL])[URL]
    assert known.is_forgotten and known.hints == Hints()
    # It was in flight, or another program fetched it all the same.
    again = desk.crawl(URL, {"text": f"{SECRET} And more.", "title": TITLE}, at=LATER)
    assert (again.new_articles, again.changed, again.forgotten) == (0, False, True)
    assert [row["id"] for row in desk.articles()] == [2]
    assert desk.page_of(URL)["reason"] == page["reason"]


@pytest.mark.parametrize(
    ("url", "facts"),
    [
        (f"{URL}?utm_source=feed", {}),
        ("https://m.wire.example/ploughs", {}),
        ("https://wire.example/on-snow", {"hints": Hints(guid="wire-1", title="New words")}),
        ("https://wire.example/short", {"final_url": URL, "has_moved": True}),
        ("https://wire.example/short", {"final_url": URL}),
    ],
)
def test_it_does_not_come_back_under_another_address(desk: Desk, url: str, facts: dict[str, Any]) -> None:
    carried(desk)
    forget(desk, 1)
    story = {"text": f"{SECRET} Changed {words(30, 40)}", "title": "Other words", "canonical": None}
    again = desk.crawl(url, story, at=LATER, **facts)
    assert (again.status, again.forgotten) == ("alias", True)
    assert len(desk.articles()) == 1
    [row] = [row[1:] for row in desk.rows("select url, status, hints, raw, reason from pages") if row[0] == url]
    assert row[:3] == ("alias", "{}", None) and row[3].startswith(f"the same page as {URL}: forgotten on")


def test_it_does_not_come_back_by_its_canonical_address(desk: Desk) -> None:
    canonical = "https://wire.example/2025/ploughs"
    desk.crawl(URL, {"text": SECRET, "title": TITLE, "canonical": canonical})
    forget(desk, 1)
    new = desk.crawl(
        "https://wire.example/p/9", {"text": news(9), "title": "Rewritten", "canonical": canonical}, at=LATER
    )
    assert new.forgotten
    named = desk.crawl(canonical, {"text": news(9), "title": "Rewritten"}, at=LATER)
    assert named.forgotten and desk.articles() == []


def test_a_canonical_address_that_other_pages_name_says_nothing(desk: Desk) -> None:
    shared = "https://wire.example/all"
    desk.crawl("https://wire.example/1", {"text": news(1), "title": "One", "canonical": shared})
    desk.crawl("https://wire.example/2", {"text": news(2), "title": "Two", "canonical": shared})
    forget(desk, 1)
    assert desk.crawl("https://wire.example/3", {"text": news(3), "title": "Three", "canonical": shared}).new_articles


def test_an_id_of_a_feed_that_other_pages_have_says_nothing(desk: Desk) -> None:
    hints = Hints(guid="same for all")
    desk.crawl("https://wire.example/1", {"text": news(1), "title": "One"}, hints=hints)
    desk.crawl("https://wire.example/2", {"text": news(2), "title": "Two"}, hints=hints)
    forget(desk, 1)
    assert desk.crawl("https://wire.example/3", {"text": news(3), "title": "Three"}, hints=hints).new_articles
    other = Hints(guid="wire-7")
    desk.crawl("https://wire.example/7", {"text": news(7), "title": "Seven"}, hints=other)
    forget(desk, desk.articles()[-1]["id"])
    assert desk.crawl("https://else.example/7", {"text": news(8), "title": "Else"}, hints=other).new_articles


def test_the_same_text_of_the_same_outlet_is_known_again_and_that_of_others_is_theirs(desk: Desk) -> None:
    carried(desk)
    forget(desk, 1)
    again = desk.crawl("https://wire.example/quite/another", {"text": SECRET, "title": "Same"}, at=LATER)
    assert again.forgotten and again.status == "alias"
    assert desk.crawl("https://other.example/theirs", {"text": SECRET, "title": "Theirs"}, at=LATER).new_articles == 1


def test_a_listing_that_names_it_otherwise_gets_no_row(desk: Desk) -> None:
    carried(desk)
    forget(desk, 1)
    link = Link(url="https://wire.example/new-slug", hints=Hints(guid="wire-1", title=TITLE))
    found = known_variants(desk.database, [(link.url, link)])
    assert found[link.url].is_forgotten


def test_one_story_of_a_page_goes_and_the_others_stay(desk: Desk, tmp_path: Path) -> None:
    stories = [{"text": news(n, 150), "title": f"Storyline {n}"} for n in (1, 2, 3)]
    desk.crawl(URL, *stories)
    forget(desk, 2)
    page = desk.page_of(URL)
    assert (page["status"], page["reason"]) == ("stored", "1 of 3 stories forgotten on 2025-03-21")
    assert [row["id"] for row in desk.articles()] == [1, 3]
    assert desk.crawl(URL, *stories, at=LATER).forgotten and len(desk.articles()) == 2
    erase(desk)
    assert traces(tmp_path, words(2, 150), "") == []
    forget(desk, 1)
    forget(desk, 3)
    assert desk.page_of(URL)["status"] == "skipped"
    everything_is_sound(desk)


def test_a_page_that_gives_a_forgotten_text_beside_others_gives_the_others(desk: Desk) -> None:
    desk.crawl(URL, {"text": SECRET, "title": TITLE})
    forget(desk, 1)
    both = [{"text": SECRET, "title": TITLE}, {"text": news(5), "title": "Five"}]
    new = desk.crawl("https://wire.example/roundup", *both, at=LATER)
    assert new.new_articles == 1 and [row["title"] for row in desk.articles()] == ["Five"]
    assert desk.rows("select raw from pages where url = 'https://wire.example/roundup'") == [(None,)]


def test_clusters_and_earliest_are_worked_out_anew(desk: Desk, tmp_path: Path) -> None:
    hours = [timedelta(hours=n) for n in range(30)]
    for n, later in enumerate(hours):
        desk.crawl(f"https://paper{n}.example/a", {"text": SECRET, "title": f"Paper {n}"}, at=NOW + later)
    assert desk.clusters() == [{*range(1, 31)}]
    forget(desk, 1)
    [cluster] = desk.database.list_clusters(since=None, limit=None)
    assert (cluster["earliest"], cluster["size"], desk.clusters()) == (2, 29, [{*range(2, 31)}])
    fresh = Desk(_folder(tmp_path, "fresh"))
    for n, later in [*enumerate(hours)][1:]:
        fresh.crawl(f"https://paper{n}.example/a", {"text": SECRET, "title": f"Paper {n}"}, at=NOW + later)
    carriers = "select later_outlet, earlier_outlet, order_known, minutes_later from copies order by 1"
    assert desk.rows(carriers) == fresh.rows(carriers)
    everything_is_sound(desk)


def test_what_was_linked_by_it_alone_is_no_cluster_any_more(desk: Desk) -> None:
    first, second = news(11, 150), words(12, 150)
    desk.crawl("https://a.example/1", {"text": f"{first}. {second}", "title": "Whole"})
    desk.crawl("https://b.example/1", {"text": f"{first}. {second}. {words(13, 10)}", "title": "Copy"}, at=LATER)
    assert desk.clusters() == [{1, 2}]
    forget(desk, 1)
    assert desk.clusters() == [] and desk.matches() == []
    assert desk.rows("select count(*) from carriers") == [(0,)]


def test_verdicts_go_with_their_articles_and_are_counted_before(desk: Desk) -> None:
    carried(desk)
    desk.crawl("https://other.example/copy", {"text": SECRET, "title": "Copied"}, at=LATER)
    [match] = desk.matches()
    desk.database.add_verdict(match["id"], "licensed", f"as {words(40, 3)} said", now=LATER)
    found = chosen(desk.database, 1)
    assert (found.revisions, found.matches, found.verdicts) == (1, 1, 1)
    assert [row["id"] for row in found.others] == [3]
    forget(desk, 1)
    assert desk.rows("select count(*) from verdicts") == [(0,)]
    assert [row["id"] for row in desk.articles()] == [2, 3]


def test_alerts_about_it_go_and_those_about_others_are_worded_anew(desk: Desk) -> None:
    for n in range(3):
        at = NOW + timedelta(hours=n)
        desk.crawl(f"https://paper{n}.example/a", {"text": SECRET, "title": f"Paperboy {n}"}, at=at)
    desk.crawl("https://alone.example/a", {"text": f"chatbot {words(50)}", "title": "Solitary"})
    desk.deliver(NOW + timedelta(hours=4))
    assert any("Paperboy 0" in row["text"] for row in desk.alerts())
    forget(desk, 1, 4)
    said = " ".join(f"{row['title']} {row['text']}" for row in desk.alerts())
    assert "Paperboy 0" not in said and "Solitary" not in said and "Paperboy 1" in said
    texts = {row[0] for row in desk.rows("select text from deliveries")}
    assert texts == {NOTHING_LEFT} or all("Paperboy 0" not in text and "Solitary" not in text for text in texts)


def test_a_line_of_a_file_keeps_its_place(desk: Desk, tmp_path: Path) -> None:
    carried(desk)
    desk.crawl("https://other.example/o2", {"text": news(60), "title": "Sixty"}, at=LATER)
    desk.deliver(LATER)
    before = (tmp_path / "alerts.jsonl").read_bytes().splitlines()
    forget(desk, 1)
    after = (tmp_path / "alerts.jsonl").read_bytes().splitlines()
    assert [len(line) for line in after] == [len(line) for line in before]
    emptied = [json.loads(line) for line in after if b'"forgotten": true' in line]
    assert emptied and {each["id"] for each in emptied} <= {json.loads(line)["id"] for line in before}


def test_a_message_that_waits_is_not_sent_and_the_rest_of_it_is_told(desk: Desk) -> None:
    carried(desk)
    desk.crawl("https://other.example/copy", {"text": SECRET, "title": "Copied"}, at=LATER)
    from pipelines.alerting.texts import Alerting

    Alerting(desk.database, desk.config).composing.compose_due(now=LATER)
    assert desk.rows("select count(*) from deliveries where status = 'waiting'")[0][0]
    forget(desk, 1)
    left = desk.rows("select title || text from deliveries where status = 'waiting'")
    assert not any(TITLE in row[0] for row in left)
    assert {row[0] for row in desk.rows("select text from deliveries where status = 'withdrawn'")} <= {NOTHING_LEFT}


def test_a_brief_that_names_it_says_nothing_any_more(desk: Desk) -> None:
    carried(desk)
    brief = json.dumps({"most_carried": [{"article": 1, "title": TITLE}]})
    desk.database.connection.execute(
        "insert into deliveries (channel, status, kind, message_id, title, text, brief, created_at) "
        "values ('log', 'sent', 'brief', 'b1', 'Brief', ?, ?, '2025-03-21T12:00:00Z')",
        [f"1. {TITLE}", brief],
    )
    forget(desk, 1)
    assert desk.rows("select text, brief from deliveries where message_id = 'b1'") == [(NOTHING_LEFT, None)]


def test_what_is_cut_short_goes_on_where_it_stopped(desk: Desk) -> None:
    for n in range(6):
        desk.crawl(f"https://wire.example/{n}", {"text": news(n, 150), "title": f"Piece {n}"})
    order(desk.database, chosen(desk.database, 1, 2, 3, 4), reason="forgotten on 2025-03-21", now=LATER)
    # Killed here, or later: nothing of these pages is stored from now on.
    assert desk.crawl("https://wire.example/0", {"text": news(90), "title": "Piece 0"}, at=LATER).forgotten
    assert desk.database.unfinished_forgetting().left == 4
    everything_is_sound(desk)
    assert carry_out(desk.database, desk.config, now=LATER) == 4
    assert carry_out(desk.database, desk.config, now=LATER) == 0
    assert [row["id"] for row in desk.articles()] == [5, 6]
    assert desk.database.unfinished_forgetting().rest
    erase(desk)
    assert not desk.database.unfinished_forgetting().rest


def test_the_id_of_a_forgotten_article_is_given_to_none_again(desk: Desk) -> None:
    desk.crawl(URL, {"text": SECRET, "title": TITLE})
    forget(desk, 1)
    desk.crawl("https://other.example/1", {"text": news(3), "title": "Next"}, at=LATER)
    assert [row["id"] for row in desk.articles()] == [2]
    assert desk.database.forgotten_since(1) and desk.database.forgotten_since(2) is None


@pytest.mark.parametrize("is_named_before", [True, False])
@pytest.mark.parametrize("facts", [{"url": f"{URL}?utm_source=a"}, {"url": "https://wire.example/p/7"}])
def test_what_feeds_say_of_it_under_an_address_that_fails_goes_too(
    desk: Desk, tmp_path: Path, facts: dict[str, Any], *, is_named_before: bool
) -> None:
    hints = Hints(title=TITLE, summary=SECRET[:300], guid="wire-1")
    desk.crawl(URL, {"text": SECRET, "title": TITLE}, hints=hints)
    other = Hints(title="Sixty", guid="wire-60")
    desk.fail("https://wire.example/p/60", hints=other)
    if is_named_before:
        desk.fail(**facts, hints=hints)
    forget(desk, 1)
    if not is_named_before:
        desk.fail(**facts, hints=hints)
    erase(desk)
    assert traces(tmp_path, SECRET, TITLE) == []
    [(kept, status)] = desk.rows("select hints, status from pages where url like '%/p/60'")
    assert "Sixty" in kept and status == "failed"


def test_what_a_crawler_ships_of_it_is_not_kept_where_it_is_only_named(desk: Desk, tmp_path: Path) -> None:
    hints = Hints(title=TITLE, summary=SECRET[:300], guid="wire-1")
    desk.crawl(URL, {"text": SECRET, "title": TITLE}, hints=hints)
    forget(desk, 1)
    erase(desk)
    recorder = CollectingRecorder(desk.database, desk.config, run_id=desk.run_id, with_alerts=False)
    for url in (URL, f"{URL}?utm_source=a", "https://wire.example/p/7"):
        named = NamedPage(url=url, canonical_url=url, first_seen_at=NOW, hints=hints, status="skipped", reason="old")
        recorder.apply(Named(pages=(named,)), crawler="one", now=LATER)
    desk.database.checkpoint()
    assert traces(tmp_path, SECRET, TITLE) == []


def test_the_ids_of_its_matches_and_alerts_are_given_to_none_again(desk: Desk) -> None:
    for n, story in enumerate([(60, "Sixty"), (60, "Copied"), (61, "Other"), (61, "Copied too")]):
        at = NOW + timedelta(minutes=n)
        desk.crawl(f"https://paper{n}.example/a", {"text": news(story[0]), "title": story[1]}, at=at)
    newest = "select (select max(id) from matches), (select max(id) from alerts)"
    [(match, alert)] = desk.rows(newest)
    forget(desk, 4)
    erase(desk)
    forget(desk, 1)
    [(match_left, alert_left)] = desk.rows(newest)
    assert (match_left, alert_left) != (match, alert)
    desk.crawl("https://paper5.example/a", {"text": news(61), "title": "Again"}, at=LATER)
    [(next_match, next_alert)] = desk.rows(newest)
    assert next_match > match and next_alert > alert


def test_all_of_an_outlet_goes_with_what_it_repeats_and_the_pages_that_gave_nothing(desk: Desk, tmp_path: Path) -> None:
    for n in range(5):
        desk.crawl(f"https://wire.example/{n}", {"text": news(n, 150), "title": f"Wirepiece {n}"})
    off = Hints(title="Sportsbulletin", summary=words(70, 10))
    desk.crawl("https://wire.example/off", {"text": words(71), "title": "Sportsbulletin"}, hints=off)
    desk.crawl("https://other.example/1", {"text": news(20), "title": "Otherpiece"})
    outlet = desk.database.known_outlet("wire.example")
    assert outlet is not None
    desk.database.save_boilerplate(outlet, [("subscribe to wirewire", 5)], articles=5, now=NOW)
    found = forget(desk, outlets=(outlet,))
    assert (len(found.articles), len(found.bare_pages)) == (5, 1)
    erase(desk)
    gone = " ".join(f"{news(n, 150)}" for n in range(5)) + f" {words(70, 10)} {words(71)} wirewire"
    assert traces(tmp_path, gone, "Wirepiece Sportsbulletin") == []
    assert [row["title"] for row in desk.articles()] == ["Otherpiece"]
    assert {row["status"] for row in desk.pages() if "wire" in row["url"]} == {"skipped"}


def test_an_import_of_it_is_skipped(desk: Desk) -> None:
    desk.import_(URL, {"text": SECRET, "title": TITLE}, key="record:1")
    forget(desk, 1)
    assert desk.import_(URL, {"text": SECRET, "title": TITLE}, key="record:1", at=LATER).forgotten
    assert desk.import_(URL, {"text": f"{SECRET} more", "title": TITLE}, key="record:2", at=LATER).forgotten
    assert desk.import_(URL, {"text": f"{SECRET} more", "title": TITLE}, key="record:2", at=LATER).forgotten
    assert desk.crawl(URL, {"text": f"{SECRET} more", "title": TITLE}, at=LATER).forgotten
    assert desk.articles() == []


def test_records_that_share_an_address_are_told_apart_by_their_texts(desk: Desk) -> None:
    for n in range(3):
        desk.import_("https://wire.example/index", {"text": news(n), "title": f"Piece {n}"}, key=f"record:{n}")
    forget(desk, 2)
    assert desk.import_("https://wire.example/index", {"text": news(1), "title": "Anew"}, key="record:8").forgotten
    new = desk.import_("https://wire.example/index", {"text": news(9), "title": "Piece 9"}, key="record:9")
    assert new.new_articles == 1


def test_a_pruned_text_is_forgotten_too(desk: Desk, tmp_path: Path) -> None:
    from pipelines.pruning import prune

    carried(desk)
    for part in ("raw", "texts", "sketches"):
        list(prune(desk.database, part, before=LATER))  # type: ignore[arg-type]
    forget(desk, 1)
    erase(desk)
    assert traces(tmp_path, SECRET, TITLE) == []
    everything_is_sound(desk)


def test_a_backup_from_before_holds_it(desk: Desk, tmp_path: Path) -> None:
    from db.backup import back_up

    carried(desk)
    kept = back_up(desk.path, tmp_path / "kept", now=NOW, reason="before-forget")
    forget(desk, 1)
    assert words(1, 200).split()[0].encode() in gzip.decompress(kept.read_bytes())


def _folder(folder: Path, name: str) -> Path:
    made = folder / name
    made.mkdir()
    return made


def test_a_page_without_a_text_can_be_forgotten_by_its_address(desk: Desk) -> None:
    desk.fail("https://wire.example/gone", hints=Hints(title="Hidden words"))
    page = desk.page_of("https://wire.example/gone")["id"]
    found = forget(desk, pages=(page,))
    assert (len(found.articles), list(found.bare_pages)) == (0, [page])
    assert desk.page_of("https://wire.example/gone")["status"] == "skipped"
    assert desk.rows("select hints from pages") == [("{}",)]


def test_re_extract_does_not_bring_it_back(desk: Desk) -> None:
    from pipelines.recording.articles import Sighting
    from pipelines.reextract import ReextractReport, _correct

    carried(desk)
    page = Page(url=URL, page_id=1, source_id=desk.source_id(), fetched_at=NOW)
    read = extracted(page, desk.config, {"text": SECRET, "title": TITLE})
    assert desk.database.count_kept_pages([1]) == 1
    forget(desk, 1)
    assert desk.database.count_kept_pages(None) == 1, "only the other page has its bytes"
    _correct(desk.recorder.articles, Sighting(extracted=read, seen_at=LATER, now=LATER), ReextractReport())
    assert [row["id"] for row in desk.articles()] == [2]
