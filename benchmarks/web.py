"""How long a page takes on a large database. `python -m benchmarks.web`, or `make bench-web`.

Makes a database of 200,000 invented articles of 500 outlets over 90 days, a thousand copies a day, and asks
for each page in turn, in this process, as a browser would: what is measured is the server's time. Prints the median and
the 95th percentile of each page, what they may be, and the time of the processor, which depends less on what else the
machine does. Ends with 1 where a page takes longer than it may.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from config.tables import Config
from db import Database
from db.times import to_text
from web.serving import application, close
from web.site import Site

ARTICLES, OUTLETS, DAYS = 200_000, 500, 90
# What a page may take, in milliseconds.
MEDIAN, P95 = 100, 300
_WORDS = 20_000
_BLOCK = 5_000
_SEED = 20261127


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--database", type=Path, help="a file to keep, or to use again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.database or Path(folder) / "naskh.db"
        if not path.exists():
            began = time.perf_counter()
            _make(path, options.articles, datetime.now(UTC))
            print(
                f"made {options.articles:,} articles in {time.perf_counter() - began:.0f} s, "
                f"{path.stat().st_size / 1e6:.0f} MB"
            )
        asyncio.run(_measure(path, options.repeats))


async def _measure(path: Path, repeats: int) -> None:
    datasette = application(Site(database=path, config=Config()))
    with Database(path, read_only=True) as database:
        widest = database.spreading_texts(since=datetime.now(UTC) - timedelta(days=1), limit=1)[0]["cluster"]
        first, *others = database.carriers_of_text(widest)
    pages = [
        "/",
        "/whom?days=1",
        "/whom?days=7",
        "/whom?days=30",
        "/whom?days=30&by=credited",
        "/whom?days=30&by=median_minutes",
        "/whom?days=30&by=median_share",
        "/search?q=w17",
        "/search?q=w3+w40&days=7",
        "/alerts",
        "/sources",
        "/brief",
        "/brief?days=7",
        f"/text/{widest}",
        f"/diff/{first['id']}/{others[0]['id']}",
        f"/article/{first['id']}",
        f"/article/{first['id']}/raw",
        "/outlet/7",
        "/naskh",
        "/naskh/articles",
        f"/naskh/articles/{first['id']}",
        "/naskh/copies",
        "/naskh/who_copied_us",
        "/naskh/who_is_first",
        "/naskh/everyone_but_us",
    ]
    every: list[float] = []
    slow = 0
    print(f"{'page':34}{'median ms':>10}{'p95 ms':>8}{'CPU ms':>8}   may take {MEDIAN} and {P95}")
    for page in pages:
        times, busy = [], []
        for _ in range(repeats + 1):
            began, began_cpu = time.perf_counter(), time.process_time()
            answer = await datasette.client.get(page)
            times.append(1000 * (time.perf_counter() - began))
            busy.append(1000 * (time.process_time() - began_cpu))
            assert answer.status_code == 200, (page, answer.status_code, answer.text[:300])
        # The first one opens connections and compiles templates.
        times, middle_cpu = sorted(times[1:]), statistics.median(busy[1:])
        every += times
        is_slow = statistics.median(times) > MEDIAN or _p95(times) > P95
        slow += is_slow
        figures = f"{statistics.median(times):10.1f}{_p95(times):8.1f}{middle_cpu:8.1f}"
        print(f"{page:34}{figures}{'   longer than it may' if is_slow else ''}")
    print(f"{'all pages':34}{statistics.median(every):10.1f}{_p95(sorted(every)):8.1f}")
    close(datasette)
    if slow:
        raise SystemExit(1)


def _p95(ordered: list[float]) -> float:
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def _make(path: Path, articles: int, now: datetime) -> None:
    chance = random.Random(_SEED)
    vocabulary = [f"w{n}" for n in range(_WORDS)]
    weights = [1 / (n + 10) for n in range(_WORDS)]
    with Database(path) as database:
        run = database.connection.execute
        run("pragma synchronous = off")
        run("pragma foreign_keys = off")
        with database.transaction():
            for n in range(1, OUTLETS + 1):
                groups = '["mine"]' if 40 <= n < 43 else '["agency"]' if n < 10 else "[]"
                run(
                    "insert into outlets (id, name, domains, groups, first_seen_at) values (?, ?, ?, ?, ?)",
                    [n, f"Outlet {n}", f'["o{n}.example"]', groups, to_text(now)],
                )
                run(
                    "insert into sources (id, url, kind, outlet_id, every_seconds, last_visit_at, last_success_at, "
                    "next_visit_at, failures) values (?, ?, 'feed', ?, 900, ?, ?, ?, ?)",
                    [n, f"https://o{n}.example/feed", n, *[to_text(now)] * 3, 3 * (n % 50 == 0)],
                )
                for visit in range(40):
                    run(
                        "insert into visits (source_id, started_at, outcome, links, known, new, copies) "
                        "values (?, ?, ?, 20, 18, 2, 1)",
                        [n, to_text(now - timedelta(minutes=15 * (40 - visit))), "failed" if n % 50 == 0 else "done"],
                    )
        pieces = _pieces(articles, chance, vocabulary, weights, now)
        while block := list(islice(pieces, _BLOCK)):
            with database.transaction():
                for table, values in block:
                    names = ", ".join(values)
                    places = ", ".join("?" * len(values))
                    run(f"insert into {table} ({names}) values ({places})", list(values.values()))  # noqa: S608


def _pieces(
    articles: int, chance: random.Random, vocabulary: list[str], weights: list[float], now: datetime
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Rows of the tables, in an order in which they may be inserted: most texts stand in one outlet, some in many."""
    made = cluster = match = 0
    # A few outlets carry most.
    sizes = [1 / (n + 5) for n in range(OUTLETS)]
    while made < articles:
        spread = 1 if chance.random() < 0.85 else chance.choice((2, 2, 3, 3, 4, 6, 10, 30))
        began = now - timedelta(seconds=chance.random() * DAYS * 86_400)
        text = " ".join(chance.choices(vocabulary, weights, k=chance.randrange(80, 240)))
        title = " ".join(chance.choices(vocabulary, weights, k=9))
        cluster += spread > 1
        first = made + 1
        for n in range(spread):
            made += 1
            at = to_text(min(now, began + timedelta(minutes=chance.randrange(600) * (n > 0))))
            outlet = chance.choices(range(1, OUTLETS + 1), sizes)[0]
            own = text if n == 0 else f"{text} {' '.join(chance.choices(vocabulary, weights, k=12))}"
            yield (
                "pages",
                {
                    "id": made,
                    "key": str(made),
                    "url": f"https://o{outlet}.example/{made}",
                    "status": "stored",
                    "first_seen_at": at,
                },
            )
            yield (
                "articles",
                {
                    "id": made,
                    "page_id": made,
                    "position": 0,
                    "outlet_id": outlet,
                    "carrier_id": outlet,
                    "source_id": outlet,
                    "cluster_id": cluster if spread > 1 else None,
                    "url": f"https://o{outlet}.example/{made}",
                    "title": title,
                    "language": "en",
                    "published_at": at,
                    "order_at": at,
                    "first_seen_at": at,
                    "words": len(own.split()),
                    "authors": "[]",
                    "text": own,
                },
            )
            yield "articles_fts", {"rowid": made, "title": title, "text": own}
            if chance.random() < 0.3:
                yield "credits", {"article_id": made, "name": chance.choice(("AFP", "Reuters")), "kind": "text_origin"}
            if n:
                match += 1
                yield (
                    "matches",
                    {
                        "id": match,
                        "later_id": made,
                        "earlier_id": first,
                        "relation": "near_duplicate",
                        "reason": "",
                        "judge": "1",
                        "found_at": at,
                        "order_known": 1,
                        "credited": chance.choice(("credited", "none_found")),
                        "minutes_later": chance.randrange(600),
                        "share_of_later": 0.9,
                        "share_of_earlier": 0.95,
                        "runs": "[]",
                        "jaccard": 0.8,
                        "overlap": 0.95,
                        "same_outlet": 0,
                    },
                )
        if spread > 1:
            yield (
                "clusters",
                {
                    "id": cluster,
                    "earliest_id": first,
                    "size": spread,
                    "order_known": 1,
                    "reason": "published first",
                    "created_at": to_text(began),
                },
            )


if __name__ == "__main__":
    main()
