"""Articles that are settled by the batch have the matches and clusters that they have when they come one by one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from recording import NOW, Desk, words

from benchmarks.canonical import canonical_lines
from pipelines.copies.judging import Judging, judge_unjudged
from pipelines.forgetting import carry_out, choose, order
from pipelines.recording.pages import Recorder

_SHOWN = ("matches ", "clusters ", "articles ", "verdicts ")


@pytest.mark.parametrize("seed", range(4))
def test_a_batch_is_settled_as_its_articles_would_be_one_by_one(tmp_path: Path, seed: int) -> None:
    alone, together = (Desk(_folder(tmp_path, name), with_alerts=False) for name in ("alone", "together"))
    together.recorder = Recorder(
        together.database, together.config, run_id=together.run_id, with_alerts=False, judge_later=True
    )
    for number, story in enumerate(_stories(random.Random(seed))):
        for desk in (alone, together):
            desk.import_(f"https://outlet{number % 5}.example/news/{number}", story, key=f"record:{number}")
        if number == 30:
            # The rest meets clusters that are there already.
            judge_unjudged(together.database, together.config, run_id=together.run_id, now=NOW)
    judge_unjudged(together.database, together.config, run_id=together.run_id, now=NOW)
    found, expected = (
        [line for line in canonical_lines(desk.path) if line.startswith(_SHOWN)] for desk in (together, alone)
    )
    assert found == expected
    assert len(alone.clusters()) > 2
    assert together.database.count_copies() == alone.database.count_copies()


@pytest.mark.parametrize("gone", [1, 2, 3])
def test_what_is_forgotten_while_an_import_compares_it_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gone: int
) -> None:
    desk = Desk(tmp_path, with_alerts=False)
    desk.recorder = Recorder(desk.database, desk.config, run_id=desk.run_id, with_alerts=False, judge_later=True)
    for number in (1, 2, 3):
        story = {"text": words(7, 80), "title": "Same", "published": f"2025-03-1{number}T10:00:00Z"}
        desk.import_(f"https://outlet{number}.example/news", story, key=f"record:{number}")
    judged = Judging.judged

    def forgotten_meanwhile(self: Judging, batches: Any) -> Iterator[Any]:
        for each in judged(self, batches):
            order(
                desk.database,
                choose(desk.database, article_ids=[gone], page_ids=(), outlet_ids=()),
                reason="asked for",
                now=NOW,
            )
            carry_out(desk.database, desk.config, now=NOW)
            yield each

    monkeypatch.setattr(Judging, "judged", forgotten_meanwhile)
    judge_unjudged(desk.database, desk.config, run_id=desk.run_id, now=NOW)
    pairs = [{row["later_id"], row["earlier_id"]} for row in desk.matches()]
    assert pairs == [{1, 2, 3} - {gone}]
    assert desk.database.count_unjudged() == 0


def _folder(parent: Path, name: str) -> Path:
    (parent / name).mkdir()
    return parent / name


def _stories(chance: random.Random) -> list[dict[str, str]]:
    """Texts, copies of them that are cut or changed, and round-ups that carry two of them whole."""
    texts = [words(chance.randrange(10_000), 80) for _ in range(8)]
    stories = []
    for _ in range(60):
        own = chance.choice(texts).split()
        kind = chance.random()
        if kind < 0.15:
            own = [*own, *chance.choice(texts).split()]
        elif kind < 0.5:
            own = own[: chance.randint(50, 80)] + words(chance.randrange(10_000), 20).split()
        elif kind < 0.7:
            own[chance.randrange(80)] = "changed"
        day = f"2025-03-{chance.randint(1, 20):02d}"
        published = chance.choice([day, f"{day}T10:00:00Z", f"{day}T{chance.randint(10, 20)}:30:00Z"])
        stories.append({"text": " ".join(own), "title": " ".join(own[:5]), "published": published})
    return stories
