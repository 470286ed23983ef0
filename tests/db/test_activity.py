"""What is going on: what spreads, with carriers counted once, and copies as all else counts them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from recording import NOW, Desk, words

from pipelines.copies.verdicts import give_verdict, take_back_verdict

TOML = "topic = 'all'\n" + "".join(
    f'[[outlet]]\nname = "{name}"\ndomains = ["{name}.example"]\n[[source]]\nurl = "https://{name}.example/feed"\n'
    for name in ("city", "hill", "valley")
)
HOUR = timedelta(hours=1)


def test_an_outlet_that_has_a_text_twice_is_one_new_carrier(tmp_path: Path) -> None:
    desk = Desk(tmp_path, TOML)

    def print_it(outlet: str, number: int, hours: int) -> None:
        at = NOW + hours * HOUR
        story = {"text": words(1), "title": f"Story {number}", "published": f"{at:%Y-%m-%dT%H:%M:%SZ}"}
        desk.crawl(f"https://{outlet}.example/{number}", story, at=at, source=f"https://{outlet}.example/feed")

    def spread(hours: int) -> list[tuple[int, int]]:
        rows = desk.database.spreading_texts(since=NOW + hours * HOUR, limit=9)
        return [(row["spread"], row["new"]) for row in rows]

    print_it("city", 1, 0)
    print_it("hill", 2, 2)
    print_it("hill", 3, 4)
    assert spread(0) == [(2, 2)]
    assert spread(1) == [(2, 1)]
    # The second time that hill has it, nobody new carries it.
    assert spread(3) == []
    print_it("valley", 4, 5)
    assert spread(3) == [(3, 1)]


def test_copies_are_counted_alike_after_a_verdict_and_after_it_is_taken_back(tmp_path: Path) -> None:
    desk = Desk(tmp_path, TOML)
    desk.crawl("https://city.example/1", words(1))
    desk.crawl("https://hill.example/1", words(1))
    [match] = desk.matches()

    def counted() -> tuple[int, int, int, int]:
        database = desk.database
        return (
            database.count_copies(since=NOW),
            database.counts_since(since=NOW)["copies"],
            sum(row["copies"] for row in database.hours(since=NOW)),
            len(database.newest_copies(since=NOW, limit=9)),
        )

    assert counted() == (1, 1, 1, 1)
    give_verdict(desk.database, match["id"], "not-a-copy", None, now=NOW)
    assert counted() == (0, 0, 0, 0)
    # Two articles that left their cluster join one again when they are compared again.
    take_back_verdict(desk.database, match["id"])
    assert counted() == (1, 1, 1, 1)
