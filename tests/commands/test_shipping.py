"""`crawl`, `collect` and `run --collect`: what is asked for in vain is answered in one sentence."""

from __future__ import annotations

import importlib.util
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command_line import Folder, one_sentence
from databases import new_database
from recording import Desk, news

from config.loading import parse_config
from config.tables import Config
from daemon.role import Role, refuse_state
from daemon.shipping import shipping
from db import Database, DatabaseError
from pipelines.shipping.folder import Folder as Place
from pipelines.shipping.shards import Shard

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("command", "status", "words"),
    [
        (["crawl", "--ship", "out"], 2, "naskh.toml: is not there; `naskh init` writes one"),
        (["crawl"], 2, "--ship"),
        (["crawl", "--ship", "out", "--shard", "3/2"], 2, 'expected a shard such as "2/4"'),
        (["crawl", "--ship", "out", "--every", "soon"], 2, 'expected a duration such as "15m"'),
        (["run", "--shard", "1/2"], 2, "it goes with --collect"),
        (["run", "--collect", "in"], 2, "--collect needs a naskh.toml"),
        (["collect"], 2, "DIR"),
    ],
)
def test_what_cannot_be_done_is_said_at_once(empty: Folder, command: list[str], status: int, words: str) -> None:
    done = empty.naskh(*command)
    assert done.exit_code == status
    assert words in done.output
    assert "Traceback" not in done.output


@pytest.mark.skipif(importlib.util.find_spec("fsspec") is not None, reason="fsspec is installed")
def test_an_address_without_fsspec_is_refused_in_a_sentence(empty: Folder) -> None:
    done = empty.naskh("collect", "s3://bucket/naskh", "--once")
    assert done.exit_code == 1
    assert "pip install naskh[ship]" in done.output


def role(tmp_path: Path, *, shard: Shard | None = None) -> Role:
    return shipping(Place(tmp_path / "out"), shard=shard, every_seconds=60, name="The First!")


def test_a_database_with_articles_is_no_state_of_a_crawler(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.crawl("https://a.example/1", news(1))
    with pytest.raises(DatabaseError, match="holds articles; a crawler has a state file of its own"):
        role(tmp_path).prepare(desk.database, Config())


def test_the_state_of_a_crawler_is_no_database_of_a_daemon(tmp_path: Path) -> None:
    database = new_database(tmp_path / "state.db")
    refuse_state(database, Config())
    role(tmp_path).prepare(database, Config())
    known = database.crawler_id()
    assert known is not None and known.startswith("the-first-")
    role(tmp_path).prepare(database, Config())
    assert database.crawler_id() == known
    with pytest.raises(DatabaseError, match="is the state of the crawler the-first-"):
        refuse_state(database, Config())


@pytest.mark.parametrize(
    "command",
    [
        ["import", "news.jsonl"],
        ["rejudge"],
        ["re-extract", "1"],
        ["prune", "--older-than", "90d"],
        ["backup"],
    ],
    ids=lambda command: command[0],
)
def test_what_is_for_articles_leaves_the_state_of_a_crawler_alone(command: list[str], empty: Folder) -> None:
    (empty.path / "naskh.toml").write_text("")
    (empty.path / "news.jsonl").write_text('{"url": "https://a.example/1", "text": "A text of a few words."}\n')
    state = empty.path / "state.db"
    database = new_database(state)
    role(empty.path).prepare(database, Config())
    database.close()
    done = empty.naskh(*command, "--db", "state.db")
    one_sentence(done, status=1, about="is the state of the crawler the-first-")
    assert done.stderr.count("\n") == 1, done.stderr
    with Database(state, read_only=True) as stored:
        assert stored.crawler_id() is not None and not stored.holds_articles()
    assert not (empty.path / "backups").exists()


def test_the_shards_of_a_configuration_are_all_of_it(tmp_path: Path) -> None:
    toml = "\n".join(f'[[source]]\nurl = "https://a{n}.example/feed"\nkind = "feed"' for n in range(30))
    config = parse_config(toml + '\n[websub]\npublic_url = "https://naskh.example/hub"')
    parts = [role(tmp_path, shard=Shard(number=n, of=3)).narrowed(config) for n in (1, 2, 3)]
    assert sorted(source.url for part in parts for source in part.source) == sorted(each.url for each in config.source)
    assert all(part.source and not part.websub.public_url for part in parts)


@pytest.mark.slow
def test_a_crawler_without_a_source_in_its_shard_says_so(empty: Folder) -> None:
    source = "http://127.0.9.99:9/feed"
    (empty.path / "naskh.toml").write_text(f'[[source]]\nurl = "{source}"\nkind = "feed"\n')
    idle = next(n for n in (1, 2) if not Shard(number=n, of=2).owns(source))
    for command in (["crawl", "--ship", "out"], ["run", "--collect", "out"]):
        done = empty.process(*command, "--shard", f"{idle}/2", "--once")
        assert b"no source of naskh.toml is in the shard" in done.stderr, done.stderr.decode()
    busy = empty.process("crawl", "--ship", "out", "--shard", f"{3 - idle}/2", "--once")
    assert b"crawling" in busy.stderr and b"is in the shard" not in busy.stderr, busy.stderr.decode()
