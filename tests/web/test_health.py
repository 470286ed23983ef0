"""What watches over the machine learns whether news comes in, and how it goes."""

from __future__ import annotations

import base64
import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from places import ROOT
from recording import Desk
from served import Pages, make_news, pages_of

from db.backup_schedule import BackupSchedule
from db.condition import Condition, cause_of, warnings_of, why_not_ready
from db.lock import DaemonLock
from web.metrics import CONTENT_TYPE, exposition

# https://prometheus.io/docs/instrumenting/exposition_formats/
_NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
_LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"'
_SAMPLE = re.compile(rf"({_NAME})(?:\{{({_LABEL}(?:,{_LABEL})*)?\}})? (-?[0-9.e+]+|NaN|[+-]Inf)")
_NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)


def parsed(text: str) -> dict[str, float]:
    """Samples by name and labels. Fails where the text is not of the format."""
    assert text.endswith("\n")
    samples: dict[str, float] = {}
    helped: set[str] = set()
    family, kind = "", ""
    for line in text.splitlines():
        if line.startswith("# HELP "):
            family = line.split(" ", 3)[2]
            assert family not in helped, f"{family}: all of a family stands together, once"
            helped.add(family)
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert name == family and kind in ("gauge", "counter")
        else:
            match = _SAMPLE.fullmatch(line)
            assert match and match[1] == family, line
            assert (kind == "counter") == family.endswith("_total")
            key = line.rpartition(" ")[0]
            assert key not in samples
            samples[key] = float(match[3])
    return samples


@contextmanager
def watched(desk: Desk) -> Iterator[None]:
    """A daemon holds the database meanwhile, and visited just now."""
    with DaemonLock(desk.path):
        now = datetime.now(UTC)
        for source in desk.database.enabled_sources():
            visit = desk.database.start_visit(source.id, run_id=desk.run_id, now=now)
            with desk.database.transaction():
                desk.database.connection.execute("update visits set outcome = 'done' where id = ?", [visit])
                desk.database.connection.execute("update sources set next_visit_at = '2999-01-01T00:00:00Z'")
        yield


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return make_news(tmp_path_factory.mktemp("health"))


@pytest.fixture(scope="module")
def health(desk: Desk) -> Iterator[Pages]:
    with pages_of(desk) as pages:
        yield pages


def test_it_is_ready_while_a_daemon_visits_and_says_why_where_it_is_not(desk: Desk, health: Pages) -> None:
    answer = health.get("/-/health")
    assert answer.status == 503 and answer.headers["cache-control"] == "no-store"
    assert answer.json["live"] is True and answer.json["ready"] is False
    assert answer.json["reasons"] == ["no daemon runs on this database; `naskh run` starts one"]
    assert health.get("/-/health/live").status == 200
    with watched(desk):
        answer = health.get("/-/health")
        assert (answer.status, answer.json["ready"], answer.json["reasons"]) == (200, True, [])
        assert isinstance(answer.json["process"], int)


def test_a_database_that_cannot_be_read_is_not_ready(tmp_path: Path) -> None:
    desk = make_news(tmp_path)
    desk.database.close()
    body = bytearray(desk.path.read_bytes())
    body[100:4096] = bytes(3996)
    desk.path.write_bytes(body)
    with pages_of(desk) as pages:
        answer = pages.get("/-/health")
        assert answer.status == 503 and "cannot be read" in answer.json["reasons"][0]
        assert pages.get("/-/metrics").status == 503
        assert pages.get("/-/health/live").status == 200


def test_the_metrics_are_of_the_format_and_true(desk: Desk, health: Pages) -> None:
    answer = health.get("/-/metrics")
    assert answer.status == 200 and answer.headers["content-type"] == CONTENT_TYPE
    samples = parsed(answer.text)
    assert samples["naskh_articles"] == len(desk.articles())
    assert samples["naskh_copies"] == desk.database.count_copies()
    assert samples['naskh_pages{status="stored"}'] == desk.database.page_counts()["stored"]
    assert samples['naskh_pages{status="no_text"}'] == 0
    assert samples['naskh_pages_failing{cause="server_error"}'] == 1
    assert samples["naskh_daemon_running"] == 0 and samples["naskh_ready"] == 0
    assert samples['naskh_messages{status="sent"}'] == desk.database.delivery_counts()["sent"]
    assert "naskh_last_backup_timestamp_seconds" not in samples
    with watched(desk):
        samples = parsed(health.get("/-/metrics").text)
        assert samples["naskh_daemon_running"] == 1 and samples["naskh_ready"] == 1
        assert samples["naskh_visits_total"] >= 3


def test_a_label_with_odd_characters_is_escaped(desk: Desk) -> None:
    condition = replace(condition_of(desk), version='1.0 "beta"\\\n2')
    assert parsed(exposition(condition))['naskh_info{version="1.0 \\"beta\\"\\\\\\n2"}'] == 1


def test_the_dashboard_asks_for_metrics_that_there_are(health: Pages) -> None:
    board = json.loads((ROOT / "deploy" / "grafana-dashboard.json").read_text("utf-8"))
    asked = {
        name
        for panel in board["panels"]
        for target in panel.get("targets", [])
        for name in re.findall(r"\bnaskh_\w+", target["expr"])
    }
    given = set(re.findall(r"^# TYPE (\w+)", health.get("/-/metrics").text, re.MULTILINE))
    assert asked and asked <= given
    ids = [panel["id"] for panel in board["panels"]]
    assert len(ids) == len(set(ids))


def test_who_has_no_password_learns_whether_it_works_and_no_more(desk: Desk) -> None:
    basic = f"Basic {base64.b64encode(b':secret').decode()}"
    with pages_of(desk, host="0.0.0.0", password="secret") as pages:
        assert pages.get("/-/health").json == {"live": True, "ready": False}
        assert pages.get("/-/health/live").status == 200
        assert "reasons" in pages.get("/-/health", authorization=basic).json
        assert pages.get("/-/health", authorization="Basic wrong").status == 401
        assert pages.get("/-/metrics").status == 401
        assert pages.get("/-/metrics", authorization=basic).status == 200
        assert pages.get("/-/health/../metrics").status in (401, 404)


def condition_of(desk: Desk) -> Condition:
    backups = BackupSchedule(database=desk.path, folder=desk.path.parent / "backups", every=None, keep=1)
    return desk.database.condition(backups, now=_NOW)


def test_a_daemon_that_begins_no_visit_though_sources_are_due_is_not_ready(desk: Desk) -> None:
    well = replace(condition_of(desk), process=1, lag_seconds=0.0, last_visit_at=_NOW - timedelta(days=1))
    assert why_not_ready(well) == []
    # A busy machine is behind, and goes on.
    assert why_not_ready(replace(well, lag_seconds=3600, last_visit_at=_NOW - timedelta(minutes=1))) == []
    assert "for 60 min" in why_not_ready(replace(well, lag_seconds=3600))[0]
    assert why_not_ready(replace(well, lag_seconds=3600, last_visit_at=None))
    assert why_not_ready(replace(well, process=None))


def test_what_a_person_should_look_into_is_a_warning(desk: Desk) -> None:
    well = replace(condition_of(desk), sources=5, sources_failing=0, messages={}, free_bytes=10**12)
    assert warnings_of(well) == []
    assert warnings_of(replace(well, sources_failing=2)) == ["2 of 5 sources fail; see `naskh sources`"]
    assert "all sources fail" in warnings_of(replace(well, sources_failing=5))[0]
    assert "4 messages" in warnings_of(replace(well, messages={"failed": 4}))[0]
    assert "backup" in warnings_of(replace(well, backup_is_late=True))[0]
    assert "20 MB" in warnings_of(replace(well, free_bytes=20_000_000))[0]


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("HTTP 404", "gone"),
        ("HTTP 403", "forbidden"),
        ("HTTP 418", "http_error"),
        ("HTTP 429", "rate_limited"),
        ("HTTP 503: try later", "server_error"),
        ("took longer than 30 s", "timeout"),
        ("DNS: no such host", "unreachable"),
        ("no connection to the host", "unreachable"),
        ("connection refused", "unreachable"),
        ("the connection broke off or the answer is not HTTP", "broken_answer"),
        ("the certificate is not valid: it is for another host", "bad_certificate"),
        ("robots.txt forbids it", "robots"),
        ("larger than 5 MiB", "too_large"),
        ("not a page but application/pdf", "not_a_page"),
        ("internal error, please report it with the log: KeyError: 'HTTP'", "internal_error"),
        ("something that nobody foresaw", "other"),
        (None, "other"),
    ],
)
def test_what_has_no_grade_is_counted_by_the_words_of_its_reason(reason: str | None, cause: str) -> None:
    assert cause_of(None, reason) == cause


def test_what_has_a_grade_is_counted_by_it_whatever_the_words(tmp_path: Path) -> None:
    desk = make_news(tmp_path)
    pages = [("challenge", "HTTP 403"), ("paywall", "robots.txt"), ("challenge", "a test"), (None, "HTTP 410")]
    before = condition_of(desk).failed_pages
    for n, (grade, reason) in enumerate(pages):
        desk.database.connection.execute(
            "insert into pages (key, url, kind, status, grade, reason, first_seen_at) "
            "values (?, ?, 'html', 'failed', ?, ?, '2025-03-20T00:00:00Z')",
            [f"graded:{n}", f"https://graded.example/{n}", grade, reason],
        )
    added = Counter(condition_of(desk).failed_pages)
    added.subtract(before)
    assert +added == {"challenge": 2, "paywall": 1, "gone": 1}
