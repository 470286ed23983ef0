"""What becomes of a page: its row, its articles, their matches and alerts, in one transaction."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from recording import NOW, Desk, news, words

from config.loading import parse_config
from db.times import from_text, to_text

ALERT = '[[alert]]\nname = "copies"\n'
HOUR = timedelta(hours=1)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, ALERT)


# What is kept.


def test_a_second_copy_of_a_story_is_matched(desk: Desk) -> None:
    desk.crawl("https://a.example/1", news(1))
    recorded = desk.crawl("https://b.example/1", news(1), at=NOW + HOUR)
    assert (recorded.status, recorded.new_articles, recorded.copies) == ("stored", 1, 1)
    [match] = desk.matches()
    assert (match["later_id"], match["earlier_id"], match["relation"]) == (2, 1, "identical")
    assert desk.clusters() == [{1, 2}]


def test_two_copies_on_one_page_are_matched(desk: Desk) -> None:
    desk.crawl("https://a.example/1", news(1), news(2), news(1) + " once more")
    assert desk.pairs() == {(3, 1)}


def test_an_off_topic_page_keeps_row_and_reason_and_sketch_but_no_text(desk: Desk) -> None:
    recorded = desk.crawl("https://a.example/1", words(1))
    assert (recorded.status, recorded.new_articles) == ("off_topic", 0)
    assert desk.articles() == []
    page = desk.page_of("https://a.example/1")
    assert (page["status"], page["reason"]) == ("off_topic", 'not on the topic "ai"')
    with sqlite3.connect(desk.path) as connection:
        assert connection.execute("select article_id from index_sketches").fetchall() == [(None,)]


def test_a_copy_of_a_kept_article_is_kept_though_it_is_off_topic(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 'topic = "ai"\n[[outlet]]\nname = "All"\ndomains = ["all.example"]\ntopic = "all"')
    desk.crawl("https://all.example/1", words(1))
    desk.crawl("https://b.example/1", words(1))
    desk.crawl("https://b.example/2", words(2))
    assert [(row["outlet"], row["topic"]) for row in desk.articles()] == [("All", None), ("b.example", None)]
    assert desk.pairs() == {(2, 1)}


def test_off_topic_articles_keep_their_text_where_that_is_wanted(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "[keep]\nkeep_off_topic = true")
    assert desk.crawl("https://a.example/1", words(1)).status == "stored"
    [article] = desk.articles()
    assert (article["text"], article["topic"]) == (words(1), None)


def test_why_an_article_is_on_the_topic_is_kept(desk: Desk) -> None:
    desk.crawl("https://a.example/1", news(1))
    [article] = desk.articles()
    assert article["topic"] == "ai"
    assert "artificial intelligence" in article["topic_reason"]


def test_imported_articles_are_kept_whatever_they_are_about(desk: Desk) -> None:
    desk.import_("https://a.example/1", words(1), key="record:1")
    desk.import_("https://a.example/2", news(2), key="record:2")
    assert [row["topic"] for row in desk.articles()] == [None, "ai"]


def test_importing_again_adds_nothing(desk: Desk) -> None:
    desk.import_("https://a.example/1", news(1), key="record:1")
    again = desk.import_("https://a.example/1", news(1), key="record:1")
    assert (again.known, again.new_articles) == (True, 0)
    assert len(desk.articles()) == len(desk.pages()) == 1


def test_two_imported_records_of_one_address_are_never_merged(desk: Desk) -> None:
    desk.import_("https://a.example/1", news(1), key="record:1")
    desk.import_("https://a.example/1", news(1) + " and more", key="record:2")
    desk.crawl("https://a.example/1", news(3))
    assert [row["url"] for row in desk.articles()] == ["https://a.example/1"] * 3
    assert desk.pairs() == {(2, 1)}


def test_stories_of_one_page_differ_in_position_and_have_their_own_outlets(desk: Desk) -> None:
    desk.crawl(
        "https://hub.example/day",
        news(1),
        {"text": news(2), "outlet": "Valley Post", "url": "https://valley.example/2"},
    )
    rows = [(row["position"], row["outlet"], row["carrier"], row["url"]) for row in desk.articles()]
    assert rows == [
        (0, "hub.example", "hub.example", "https://hub.example/day"),
        (1, "Valley Post", "hub.example", "https://valley.example/2"),
    ]


# Pages that were not fetched, or not changed.


def test_a_page_without_text_leaves_its_row_and_reason(desk: Desk) -> None:
    recorded = desk.crawl("https://a.example/1")
    assert (recorded.status, recorded.reason) == ("no_text", "no article text")
    assert desk.page_of("https://a.example/1")["reason"] == "no article text"


def pauses(desk: Desk, times: int, at: datetime = NOW, **facts: Any) -> list[float]:
    """The hours between an attempt and the next one, each made when it is due."""
    waits = []
    for attempt in range(times):
        desk.fail("https://a.example/1", at=at, **facts)
        page = desk.page_of("https://a.example/1")
        assert (page["status"], page["attempts"]) == (facts.get("outcome", "failed"), attempt + 1)
        if page["next_check_at"] is None:
            break
        due = from_text(page["next_check_at"])
        waits.append((due - at).total_seconds() / 3600)
        at = due
    return waits


def test_a_failed_page_is_tried_later_and_later_for_a_week_and_then_while_it_is_listed(desk: Desk) -> None:
    waits = pauses(desk, 45)
    assert waits[:8] == pytest.approx([5 / 60, 10 / 60, 20 / 60, 40 / 60, 80 / 60, 160 / 60, 320 / 60, 6])
    assert sum(waits[: waits.index(24)]) > 7 * 24 and set(waits[7:]) == {6, 24}
    assert desk.page_of("https://a.example/1")["reason"] == "HTTP 500"
    desk.database.note_listed(desk.source_id(), ["https://a.example/2"], now=NOW)
    desk.fail("https://a.example/1", at=NOW + 300 * HOUR)
    page = desk.page_of("https://a.example/1")
    assert page["next_check_at"] is None
    assert page["reason"] == "HTTP 500; tried 46 times, its source no longer lists it: left"
    desk.database.note_listed(desk.source_id(), ["https://a.example/1"], now=NOW)
    desk.fail("https://a.example/1", at=NOW + 320 * HOUR)
    assert desk.page_of("https://a.example/1")["next_check_at"] == to_text(NOW + 344 * HOUR)


def test_a_page_is_tried_for_a_week_though_its_source_lists_it_no_more(desk: Desk) -> None:
    desk.fail("https://a.example/1")
    desk.database.note_listed(desk.source_id(), [], now=NOW)
    desk.fail("https://a.example/1", at=NOW + 160 * HOUR)
    assert desk.page_of("https://a.example/1")["next_check_at"] is not None
    desk.fail("https://a.example/1", at=NOW + 169 * HOUR)
    assert desk.page_of("https://a.example/1")["next_check_at"] is None


@pytest.mark.parametrize("facts", [{"lasts": True}, {"outcome": "refused", "reason": "robots.txt forbids it"}])
def test_what_is_gone_or_forbidden_is_tried_less_and_not_forgotten_while_it_is_listed(
    desk: Desk, facts: dict[str, Any]
) -> None:
    assert pauses(desk, 15, **facts) == pytest.approx([1 / 3, 1, 3, 9, *[24] * 11])


def test_what_is_gone_and_listed_no_more_is_left_after_so_many_attempts(desk: Desk) -> None:
    desk.fail("https://a.example/1", lasts=True)
    desk.database.note_listed(desk.source_id(), [], now=NOW)
    for hour in range(1, 5):
        assert desk.page_of("https://a.example/1")["next_check_at"] is not None
        desk.fail("https://a.example/1", at=NOW + hour * HOUR, lasts=True)
    assert desk.page_of("https://a.example/1")["next_check_at"] is None


def test_what_reached_a_limit_is_tried_once_more(desk: Desk) -> None:
    for attempt, due in ((1, True), (2, True), (3, False)):
        reason = "HTTP 500" if attempt == 1 else "parsing took longer than 10 s of processor time"
        desk.fail("https://a.example/1", reason=reason, at_limit=attempt > 1)
        page = desk.page_of("https://a.example/1")
        assert (page["status"], page["reason"], page["attempts"]) == ("failed", reason, attempt)
        assert (page["next_check_at"] is not None) == due


def test_a_failed_page_is_due_when_its_time_has_come(desk: Desk) -> None:
    desk.fail("https://a.example/1")

    def due(minutes: int) -> list[str]:
        at = NOW + timedelta(minutes=minutes)
        return [page.url for page in desk.database.due_pages(desk.source_id(), now=at, limit=9)]

    assert (due(4), due(5)) == ([], ["https://a.example/1"])


def test_what_holds_no_page_is_not_tried_again(desk: Desk) -> None:
    desk.fail("https://a.example/1", outcome="skipped", reason="not a page but image/png")
    page = desk.page_of("https://a.example/1")
    assert (page["status"], page["reason"], page["next_check_at"]) == ("skipped", "not a page but image/png", None)


def test_a_page_that_was_stored_stays_stored_when_it_fails(desk: Desk) -> None:
    desk.crawl("https://a.example/1", news(1))
    recorded = desk.fail("https://a.example/1", at=NOW + HOUR)
    assert (recorded.status, recorded.known) == ("stored", True)
    page = desk.page_of("https://a.example/1")
    assert (page["status"], page["reason"]) == ("stored", "HTTP 500")
    assert page["next_check_at"] == to_text(NOW + 6 * HOUR)
    desk.fail("https://a.example/1", at=NOW + 6 * HOUR, outcome="unchanged", reason="not modified")
    assert desk.page_of("https://a.example/1")["reason"] is None


def test_an_off_topic_page_keeps_its_reason_when_nothing_changed(desk: Desk) -> None:
    for outcome in ("unchanged", "failed"):
        url = f"https://a.example/{outcome}"
        desk.crawl(url, words(1))
        desk.fail(url, at=NOW + HOUR, outcome=outcome)
        assert desk.page_of(url)["status"] == "off_topic"
        assert desk.page_of(url)["reason"] == 'not on the topic "ai"'
        desk.crawl(url, words(1), at=NOW + 2 * HOUR)
        assert desk.page_of(url)["reason"] == 'not on the topic "ai"'


def test_a_page_is_looked_at_again_after_one_hour_six_and_a_day(desk: Desk) -> None:
    checks = []
    for hours in (0, 1, 6, 24):
        desk.crawl("https://a.example/1", news(1), at=NOW + hours * HOUR)
        checks.append(desk.page_of("https://a.example/1")["next_check_at"])
    assert checks == [*(to_text(NOW + hours * HOUR) for hours in (1, 6, 24)), None]


def test_the_same_bytes_again_are_known(desk: Desk) -> None:
    desk.crawl("https://a.example/1", news(1))
    recorded = desk.crawl("https://a.example/1", news(1), at=NOW + HOUR)
    assert (recorded.status, recorded.known, recorded.changed, recorded.new_articles) == ("stored", True, False, 0)


def test_a_page_that_failed_in_between_is_what_it_was_when_its_bytes_come_back(desk: Desk) -> None:
    desk.crawl("https://a.example/1")
    desk.fail("https://a.example/1")
    assert desk.crawl("https://a.example/1").status == "no_text"


def test_an_imported_page_that_failed_is_read_again_and_is_not_due(desk: Desk) -> None:
    from model import Extracted, Page

    broken = Page(url="file:///x.html", import_key="bytes:1", outcome="failed", reason="the parser crashed")
    desk.recorder.record(Extracted(page=broken), now=NOW)
    assert desk.pages()[0]["next_check_at"] is None
    assert desk.database.keys_known(["bytes:1"]) == set()
    assert desk.import_("file:///x.html", news(1), key="bytes:1").new_articles == 1
    assert desk.database.keys_known(["bytes:1"]) == {"bytes:1"}
    assert [page["status"] for page in desk.pages()] == ["stored"]


# Revisions.


def test_a_changed_text_is_kept_beside_the_old_one(desk: Desk) -> None:
    desk.crawl("https://a.example/1", {"text": news(1), "title": "Snow ploughs"})
    recorded = desk.crawl("https://a.example/1", {"text": news(1) + " amended", "title": "Ploughs"}, at=NOW + HOUR)
    assert (recorded.status, recorded.changed, recorded.new_articles) == ("stored", True, 0)
    [article] = desk.articles()
    assert (article["title"], article["text"]) == ("Ploughs", news(1) + " amended")
    [old] = desk.database.revisions_of(1)
    assert (old["title"], old["text"]) == ("Snow ploughs", news(1))
    assert (old["seen_from"], old["seen_until"]) == (to_text(NOW), to_text(NOW + HOUR))


def test_each_revision_was_seen_from_the_end_of_the_one_before(desk: Desk) -> None:
    for n in range(4):
        desk.crawl("https://a.example/1", f"{news(1)} version {n}", at=NOW + n * HOUR)
    times = [(row["seen_from"], row["seen_until"]) for row in desk.database.revisions_of(1)]
    assert times == [(to_text(NOW + n * HOUR), to_text(NOW + (n + 1) * HOUR)) for n in range(3)]


def test_a_revision_is_found_by_its_new_words_only(desk: Desk) -> None:
    desk.crawl("https://a.example/1", news(1) + " beforehand")
    desk.crawl("https://a.example/1", news(1) + " afterwards")
    found = [len(desk.database.search_articles(word, since=None, limit=None)) for word in ("beforehand", "afterwards")]
    assert found == [0, 1]


def test_what_a_revision_took_back_is_no_candidate_any_more(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 'topic = "all"')
    desk.crawl("https://a.example/1", words(1))
    desk.crawl("https://a.example/1", words(2), at=NOW + HOUR)
    desk.crawl("https://b.example/1", words(1), at=NOW + 2 * HOUR)
    assert (desk.matches(), desk.clusters()) == ([], [])


def test_a_revision_is_judged_again_and_its_cluster_stays(desk: Desk) -> None:
    desk.crawl("https://a.example/1", news(1))
    desk.crawl("https://b.example/1", news(1))
    [cluster] = desk.database.list_clusters(since=None, limit=None)
    desk.crawl("https://b.example/1", news(1) + " amended", at=NOW + HOUR)
    [match] = desk.matches()
    assert (match["relation"], match["found_at"]) == ("near_duplicate", to_text(NOW + HOUR))
    assert [row["id"] for row in desk.database.list_clusters(since=None, limit=None)] == [cluster["id"]]
    desk.crawl("https://b.example/1", news(2), at=NOW + 2 * HOUR)
    assert (desk.matches(), desk.clusters()) == ([], [])
    with sqlite3.connect(desk.path) as connection:
        assert connection.execute("select count(*) from matches where superseded_at is not null").fetchone() == (2,)


def test_a_verdict_outlives_revisions_even_those_that_end_the_match_for_a_while(desk: Desk) -> None:
    desk.crawl("https://a.example/1", news(1))
    desk.crawl("https://b.example/1", news(1))
    desk.database.add_verdict(1, "licensed", "by contract", now=NOW)
    for text in (news(1) + " amended", news(2), news(1) + " amended again"):
        desk.crawl("https://b.example/1", text)
    [match] = desk.matches()
    assert match["verdict"] == "licensed"


def test_a_revision_of_a_known_copy_alerts_no_second_time(desk: Desk) -> None:
    desk.crawl("https://a.example/1", news(1))
    desk.crawl("https://b.example/1", news(1))
    for text in (news(1) + " amended", news(2), news(1) + " amended again"):
        desk.crawl("https://b.example/1", text)
    desk.crawl("https://a.example/1", news(1) + " as well")
    assert len(desk.alerts()) == 1


def test_a_revision_of_a_copy_from_before_the_rule_raises_no_alert(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.crawl("https://a.example/1", news(1))
    desk.crawl("https://b.example/1", news(1))
    desk.recorder.take_up(parse_config(ALERT))
    desk.crawl("https://b.example/1", news(1) + " amended")
    assert desk.alerts() == []
    desk.crawl("https://c.example/1", news(1))
    assert len(desk.alerts()) == 1


def test_a_revision_that_makes_a_copy_of_a_shared_passage_alerts(desk: Desk) -> None:
    desk.crawl("https://a.example/1", news(1, 300))
    desk.crawl("https://b.example/1", news(1, 300)[:300] + words(2, 300))
    assert [row["relation"] for row in desk.matches("partial")] == ["partial"]
    assert desk.alerts() == []
    desk.crawl("https://b.example/1", news(1, 300) + " amended")
    assert len(desk.alerts()) == 1


def test_an_alert_says_that_the_earlier_text_was_corrected_after_the_copy_was_seen(desk: Desk) -> None:
    notice = "Correction: it was nine weeks, not six."
    desk.crawl("https://a.example/1", news(1, 300))
    desk.crawl("https://b.example/1", news(1, 300)[:300] + words(2, 300), at=NOW + timedelta(hours=1))
    desk.crawl("https://a.example/1", f"{news(1, 300)}\n\n{notice}", at=NOW + timedelta(hours=2))
    assert desk.alerts() == []
    desk.crawl("https://b.example/1", news(1, 300), at=NOW + timedelta(hours=3))
    [alert] = desk.alerts()
    assert f"corrected after this copy was seen (noticed 21 March 2025, 14:00 UTC): «{notice}»" in alert["text"]


def test_only_what_became_a_copy_counts(desk: Desk) -> None:
    for letter in "abc":
        desk.crawl(f"https://{letter}.example/1", news(1))
    assert desk.crawl("https://c.example/1", news(1) + " amended").copies == 0


def test_what_a_revision_is_about_is_decided_by_its_new_text(desk: Desk) -> None:
    desk.crawl("https://a.example/1", news(1))
    desk.crawl("https://a.example/1", words(1, 200))
    assert [row["topic"] for row in desk.articles()] == [None]


def test_stories_of_a_page_are_distinguished_when_it_is_fetched_again(desk: Desk) -> None:
    url = "https://hub.example/day"
    second = {"text": news(2), "title": "The second of them", "url": "https://valley.example/2"}
    third = {"text": news(3), "title": "The third of them"}
    desk.crawl(url, {"text": news(1), "title": "The first"}, second, third)
    desk.crawl(
        url,
        {"text": news(9), "title": "Quite another first"},
        {**third, "text": news(3) + " amended"},
        {"text": news(4), "title": "A new one"},
        {**second, "title": "The second, renamed"},
    )
    assert [(row["id"], row["position"], row["title"]) for row in desk.articles()] == [
        (1, 0, "Quite another first"),
        (2, 1, "The second, renamed"),
        (3, 2, "The third of them"),
        (4, 3, "A new one"),
    ]
    assert [len(desk.database.revisions_of(n)) for n in (1, 2, 3, 4)] == [1, 1, 1, 0]


def test_a_story_that_left_its_page_stays(desk: Desk) -> None:
    desk.crawl("https://hub.example/day", news(1), news(2))
    desk.crawl("https://hub.example/day", news(1))
    assert len(desk.articles()) == 2


# Alerts, transactions, raw bytes.


def test_a_text_alerts_once_a_rule_however_many_carry_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path, ALERT + '[[alert]]\nname = "all"\nwords = ["chatbot"]\n')
    for letter in "abcd":
        desk.crawl(f"https://{letter}.example/1", news(1))
    assert [row["rule"] for row in desk.alerts()] == ["copies", "all"]
    told = [match["later_outlet"] for match in desk.database.matches_of_alert(desk.alerts()[0]["id"])]
    assert told == ["b.example", "c.example", "d.example"]


def test_imports_alert_only_where_that_is_wanted(tmp_path: Path) -> None:
    desk = Desk(tmp_path, ALERT, with_alerts=False)
    desk.import_("https://a.example/1", news(1), key="1")
    desk.import_("https://b.example/1", news(1), key="2")
    assert len(desk.matches()) == 1
    assert desk.alerts() == []


def test_a_transaction_that_fails_takes_article_match_alert_and_search_along(desk: Desk) -> None:
    desk.crawl("https://a.example/1", news(1))
    with pytest.raises(ZeroDivisionError), desk.database.transaction():
        desk.import_("https://b.example/1", news(1), key="b")
        assert len(desk.alerts()) == 1
        raise ZeroDivisionError
    assert (len(desk.articles()), desk.matches(), desk.alerts()) == (1, [], [])
    assert len(desk.database.search_articles("chatbot", since=None, limit=None)) == 1


def test_an_outlet_that_was_rolled_back_is_made_again(desk: Desk) -> None:
    page = desk.page("https://new.example/1")
    from recording import extracted

    made = extracted(page, desk.config, {"text": news(1)})
    # The database refuses the second story: its place is taken.
    twice = type(made)(page=page, articles=made.articles * 2)
    with pytest.raises(sqlite3.IntegrityError):
        desk.recorder.record(twice, now=NOW)
    desk.crawl("https://other.example/1", news(2))
    desk.crawl("https://new.example/1", news(1))
    assert [row["outlet"] for row in desk.articles()] == ["other.example", "new.example"]


def test_raw_bytes_are_kept_for_their_days(desk: Desk) -> None:
    desk.crawl("https://a.example/1", news(1))
    assert desk.database.drop_old_raw(now=NOW + timedelta(days=29)) == 0
    assert desk.database.kept_page(1)["raw"]
    assert desk.database.drop_old_raw(now=NOW + timedelta(days=30)) == 1
    assert desk.database.kept_page(1)["raw"] is None
    assert len(desk.articles()) == 1


def test_no_raw_bytes_are_kept_for_no_days(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "[keep]\nraw_days = 0")
    desk.crawl("https://a.example/1", news(1))
    assert desk.database.kept_page(1)["raw"] is None


# Whose it is.


def test_outlets_are_named_by_configuration_source_and_domain(tmp_path: Path) -> None:
    desk = Desk(
        tmp_path,
        """
        [[outlet]]
        name = "Valley Post"
        domains = ["WWW.Valley.example", "vp.example.org"]
        [[outlet]]
        name = "City Wire"
        [[source]]
        url = "https://feeds.city.example/all"
        outlet = "City Wire"
        [[source]]
        url = "https://hub.example/feed"
        """,
    )
    city, hub = "https://feeds.city.example/all", "https://hub.example/feed"
    named = {
        ("https://www.valley.example/1", hub): "Valley Post",
        ("https://m.valley.example/1", hub): "Valley Post",
        ("https://vp.example.org/1", hub): "Valley Post",
        ("https://other.example.org/1", hub): "example.org",
        ("https://www.city.example/1", city): "City Wire",
        ("https://feeds.city.example/2", hub): "City Wire",
        ("https://news.paper.co.uk/1", hub): "paper.co.uk",
        ("https://reem.blogspot.com/1", hub): "reem.blogspot.com",
        ("http://192.0.2.7:8080/1", hub): "192.0.2.7",
        ("http://192.0.3.7:8080/1", hub): "192.0.3.7",
        ("http://[2001:db8::7]/1", hub): "2001:db8::7",
        ("http://paper:8080/1", hub): "paper",
    }
    for n, (url, source) in enumerate(named):
        desk.crawl(url, news(n), source=source)
    assert [row["outlet"] for row in desk.articles()] == list(named.values())


def test_a_file_without_an_outlet_has_none(desk: Desk) -> None:
    desk.import_("file:///news/1.txt", news(1), {"text": news(2), "outlet": "Valley Post"}, key="1")
    assert [(row["outlet"], row["carrier"]) for row in desk.articles()] == [
        (None, None),
        ("Valley Post", "Valley Post"),
    ]
