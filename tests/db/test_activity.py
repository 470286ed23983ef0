"""What spreads: carriers are counted once, however often each has the text."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from recording import NOW, Desk, words

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
