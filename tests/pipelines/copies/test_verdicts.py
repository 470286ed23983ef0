"""What a person says of a match outlives every judging, and keeps alerts quiet; so does a licence."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from recording import NOW, Desk, words

from pipelines.alerting.texts import Alerting
from pipelines.copies.rejudge import rejudge
from pipelines.copies.verdicts import give_verdict, take_back_verdict, with_verdicts

HOUR = timedelta(hours=1)
ALERTING = 'topic = "all"\n[[alert]]\nname = "copies"\n'
OUTLETS = """
[[outlet]]
name = "Agency"
domains = ["agency.example"]
[[outlet]]
name = "Daily"
domains = ["daily.example"]
[[licence]]
of = "Agency"
to = "Daily"
"""


def say(desk: Desk, match_id: int, word: str, note: str | None = None) -> None:
    assert give_verdict(desk.database, match_id, word, note, now=NOW) is not None  # type: ignore[arg-type]


def judge_again(desk: Desk) -> None:
    rejudge(desk.database, desk.config, run_id=desk.run_id, now=NOW + HOUR)


def test_a_verdict_outlives_judging_again_and_a_revision(tmp_path: Path) -> None:
    desk = Desk(tmp_path, ALERTING)
    desk.crawl("https://a.example/1", words(1))
    desk.crawl("https://b.example/1", words(1))
    [match] = desk.matches()
    say(desk, match["id"], "settled", "they asked us")
    for n in range(2):
        judge_again(desk)
        desk.crawl("https://b.example/1", f"{words(1)} {words(2 + n, 9)}", at=NOW + (2 + n) * HOUR)
        [match] = desk.matches()
        assert (match["verdict"], match["verdict_note"]) == ("settled", "they asked us")
    assert len(desk.alerts()) == 1


def test_a_verdict_that_was_taken_back_stays_gone_when_its_pair_is_judged_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 'topic = "all"')
    desk.crawl("https://a.example/1", words(1))
    desk.crawl("https://b.example/1", words(1))
    say(desk, 1, "settled")
    judge_again(desk)
    assert take_back_verdict(desk.database, desk.matches()[0]["id"]) is not None
    assert not desk.database.has_verdicts(), "nor does the match of before keep one"
    judge_again(desk)
    assert [match["verdict"] for match in desk.matches()] == [None]


def test_a_pair_with_a_verdict_raises_no_alert_when_it_is_found_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 'topic = "all"\n[[alert]]\nname = "most"\nmin_share = 0.9\n')
    desk.crawl("https://a.example/1", words(1))
    desk.crawl("https://b.example/1", f"{words(1)} {words(2, 40)}")
    desk.crawl("https://c.example/1", f"{words(1)} {words(3, 40)}")
    assert desk.alerts() == []
    say(desk, next(m["id"] for m in desk.matches() if m["later_id"] == 2), "licensed")
    desk.crawl("https://b.example/1", words(1), at=NOW + HOUR)
    told = {(row["later_id"], row["earlier_id"]) for row in desk.matches() if row["id"] in alerted(desk)}
    assert (2, 1) not in told


def alerted(desk: Desk) -> set[int]:
    return {row["match"] for row in desk.alerts()}


def test_a_verdict_on_a_judgement_that_was_set_aside_is_of_the_pair(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 'topic = "all"')
    desk.crawl("https://a.example/1", words(1))
    desk.crawl("https://b.example/1", words(1))
    judge_again(desk)
    say(desk, 1, "licensed")
    [match] = desk.matches()
    assert match["id"] != 1 and match["verdict"] == "licensed"


def test_a_match_that_is_not_there_takes_no_verdict(tmp_path: Path) -> None:
    assert give_verdict(Desk(tmp_path).database, 7, "settled", None, now=NOW) is None


def test_what_is_no_copy_leaves_the_cluster_and_stays_listed(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 'topic = "all"')
    desk.crawl("https://a.example/1", words(1))
    desk.crawl("https://b.example/1", words(1))
    say(desk, 1, "not-a-copy")
    for _ in range(2):
        assert desk.clusters() == []
        assert [(m["verdict"], m["relation"]) for m in desk.matches()] == [("not-a-copy", "identical")]
        judge_again(desk)


def test_what_other_copies_connect_stays_together(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 'topic = "all"')
    for n in range(3):
        desk.crawl(f"https://p{n}.example/1", f"{words(1)} {words(10 + n, 5)}", at=NOW + n * HOUR)
    refused = {(m["later_id"], m["earlier_id"]): m["id"] for m in desk.matches()}
    say(desk, refused[2, 1], "not-a-copy")
    assert desk.clusters() == [{1, 2, 3}]
    say(desk, refused[3, 1], "not-a-copy")
    for _ in range(2):
        assert desk.clusters() == [{2, 3}]
        [cluster] = desk.database.list_clusters(since=None, limit=None)
        assert (cluster["size"], cluster["earliest"]) == (2, 2)
        judge_again(desk)


def test_the_last_word_counts(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 'topic = "all"')
    desk.crawl("https://a.example/1", words(1))
    desk.crawl("https://b.example/1", words(1))
    say(desk, 1, "not-a-copy")
    say(desk, 1, "settled")
    judge_again(desk)
    assert desk.clusters() == [{1, 2}]
    assert [m["verdict"] for m in desk.matches()] == ["settled"]


@pytest.mark.parametrize(
    ("first", "second", "verdict"), [("agency", "daily", ("licensed", "config")), ("daily", "agency", (None, None))]
)
def test_a_licence_covers_one_direction(
    tmp_path: Path, first: str, second: str, verdict: tuple[str | None, str | None]
) -> None:
    desk = Desk(tmp_path, ALERTING + OUTLETS)
    for hour, name in enumerate((first, second)):
        story = {"text": words(1), "published": f"2025-03-20T{10 + hour}:00:00Z"}
        desk.crawl(f"https://{name}.example/1", story, at=NOW + hour * HOUR)
    [match] = with_verdicts(desk.matches(), desk.config.licence)
    assert (match["verdict"], match["verdict_source"]) == verdict
    assert len(desk.alerts()) == (0 if verdict[0] else 1)


def test_a_licence_covers_both_where_the_order_is_not_known_and_a_person_overrules_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path, ALERTING + OUTLETS)
    for name in ("daily", "agency"):
        desk.crawl(f"https://{name}.example/1", {"text": words(1), "published": "2025-03-20"})
    assert desk.alerts() == []
    assert with_verdicts(desk.matches(), desk.config.licence)[0]["verdict"] == "licensed"
    assert desk.matches()[0]["verdict"] is None, "a licence is no person's word"
    say(desk, 1, "not-a-copy")
    [match] = with_verdicts(desk.matches(), desk.config.licence)
    assert (match["verdict"], match["verdict_source"]) == ("not-a-copy", "person")


def test_a_message_that_waits_for_its_channel_is_withdrawn_by_a_verdict_and_what_else_it_reported_is_sent(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path, 'topic = "all"\n[[alert]]\nname = "copies"\n')
    composing = Alerting(desk.database, desk.config).composing
    for n in range(3):
        desk.crawl(f"https://site{n}.example/1", words(1))
    for n in range(2):
        desk.crawl(f"https://other{n}.example/1", words(2))
    assert composing.compose_due(now=NOW) == 2
    first, second = desk.database.due_deliveries(now=NOW, limit=9)
    give_verdict(desk.database, first_match(desk, 2), "licensed", None, now=NOW)
    assert [row["id"] for row in desk.database.due_deliveries(now=NOW, limit=9)] == [second["id"]]
    assert composing.compose_due(now=NOW) == 1
    [_, again] = desk.database.due_deliveries(now=NOW, limit=9)
    assert (again["alerts"], first["alerts"]) == ([1], [1])
    assert "site2.example" in again["text"] and "site1.example" not in again["text"]
    give_verdict(desk.database, first_match(desk, 3), "licensed", None, now=NOW)
    assert composing.compose_due(now=NOW) == 0
    assert desk.database.delivery_counts() == {"waiting": 1, "withdrawn": 2}


def first_match(desk: Desk, later: int) -> int:
    """The match of an article with the first one."""
    found: int = next(m["id"] for m in desk.matches() if (m["later_id"], m["earlier_id"]) == (later, 1))
    return found
