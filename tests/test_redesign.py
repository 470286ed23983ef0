"""A site is redesigned in mid-run: what the daemon says of it, and what it learnt of the pages before."""

from __future__ import annotations

import contextlib
import logging
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

import pytest
from crawling import Site, rss, run, workers

from config.loading import parse_config
from config.tables import Config
from daemon.settings import save_settings
from daemon.watching import Daemon
from db import Database
from pipelines.text.normalize import normalize
from terminal.doctor import examine as doctor
from terminal.findings import finding_words
from terminal.status import print_status

START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
FOOT = (
    "نزّلوا تطبيق جريدة الخليج الهادئ لتصلكم أخبار المدينة قبل غيركم",
    "شاركوا هذه المادة مع من يهمه الأمر عبر حسابات الجريدة",
)
PLACES = ["المرفأ", "السوق", "الحديقة", "المتحف", "الجسر", "المكتبة", "المحطة", "الملعب", "المسرح", "القلعة"]
DEEDS = ["افتتاح", "ترميم", "توسيع", "إغلاق", "طلاء", "إنارة", "تنظيف", "تشجير", "تأجير", "تصوير"]
PEOPLE = ["سلمى", "نادر", "هالة", "فارس", "ليلى", "مازن", "رنا", "عمر", "دينا", "زياد"]


def sentence(n: int, k: int) -> str:
    place, deed, name = (words[(n * 7 + k * 3 + n // 10) % 10] for words in (PLACES, DEEDS, PEOPLE))
    return (
        f"وقالت المهندسة {name} إن {deed} {place} رقم {n * 31 + k} يحتاج إلى {n + k + 2} أسابيع من العمل المتواصل، "
        f"وإن الكلفة التي قدرتها اللجنة {k + 1} في اجتماعها رقم {n * 13 + k} تبلغ نحو {n * 17 + k * 5} ألفا. "
    )


def title(n: int) -> str:
    return f"{DEEDS[n % 10]} {PLACES[n // 10 % 10]} وما يراه سكان الحي رقم {n}"


def old_page(n: int, when: datetime) -> str:
    told = "".join(f"<p>{sentence(n, 4 * k)}{sentence(n, 4 * k + 1)}</p>" for k in range(5))
    foot = "".join(f"<p>{line}</p>" for line in FOOT)
    return (
        f'<html lang="ar" dir="rtl"><head><title>{escape(title(n))} | الخليج الهادئ</title>'
        f'<meta property="article:published_time" content="{when.isoformat()}"></head><body>'
        f"<article><h1>{title(n)}</h1>{told}{foot}</article></body></html>"
    )


def new_page(n: int, when: datetime) -> str:
    """The text comes with a script now: what is left is a lead, without a date."""
    return (
        f'<html lang="ar" dir="rtl"><head><title>{escape(title(n))} | الخليج الهادئ</title></head><body>'
        f'<div class="app"><h1>{title(n)}</h1><div class="lead"><p>{sentence(n, 0)}{sentence(n, 1)}</p></div>'
        '<div id="root"></div><script src="/app.js"></script></div></body></html>'
    )


def config_of(site: Site) -> Config:
    return parse_config(
        f"""
        topic = "all"
        [crawl]
        allow_private = ["{site.address}"]
        delay_seconds = 0.0
        [[outlet]]
        name = "جريدة الخليج الهادئ"
        domains = ["{site.address}"]
        topic = "all"
        [[source]]
        url = "{site.url("/feed")}"
        outlet = "جريدة الخليج الهادئ"
        """
    )


async def watch(folder: Path, seen: dict[str, Any]) -> None:
    async with Site("127.0.9.77") as site:
        config, now = config_of(site), START
        with Database(folder / "news.db") as database, contextlib.ExitStack() as stack:
            save_settings(database, config, now=now)
            run_id = database.start_run("run", version="0", config_hash="", now=now)
            daemon = stack.enter_context(Daemon(config, database.path, workers(), run_id=run_id, clock=lambda: now))
            seen["database"] = database.path
            for n in range(0, 42, 3):
                now = START + timedelta(days=n // 3)
                is_new = n >= 30
                if n == 30:
                    seen["before"] = [row["kind"] for row in database.open_findings()]
                    await daemon.housekeeping()
                for m in range(n, n + 3):
                    site.pages[f"/news/{m}"] = new_page(m, now) if is_new else old_page(m, now)
                listed = [site.url(f"/news/{m}") for m in range(n + 2, max(n - 6, -1), -1)]
                site.pages["/feed"] = rss(*listed)
                await daemon.run_once()
                found = database.open_findings()
                if is_new and found and "noticed_after" not in seen:
                    seen["noticed_after"] = n + 3 - 30


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    found: dict[str, Any] = {}
    log, told = logging.getLogger("naskh"), []
    handler = logging.Handler()
    handler.emit = told.append  # type: ignore[method-assign]
    log.addHandler(handler)
    try:
        run(watch(tmp_path_factory.mktemp("redesign"), found))
    finally:
        log.removeHandler(handler)
    found["log"] = [record for record in told if record.getMessage().startswith("outlet")]
    return found


def test_a_site_redesigned_in_mid_run_is_noticed_within_ten_articles(seen: dict[str, Any]) -> None:
    assert seen["before"] == []
    assert seen["noticed_after"] <= 10
    with Database(seen["database"], read_only=True) as database:
        found = {row["kind"]: row for row in database.open_findings()}
    assert set(found) == {"short", "dateless"}
    assert len(found["short"]["examples"]) == 3
    assert "/news/" in finding_words(found["short"])


def test_the_log_says_it_once(seen: dict[str, Any]) -> None:
    kinds = [record.fields["kind"] for record in seen["log"]]
    assert sorted(kinds) == ["dateless", "short"]
    assert all(record.levelno == logging.WARNING for record in seen["log"])


def test_status_sources_and_doctor_say_it(seen: dict[str, Any], capfd: pytest.CaptureFixture[str]) -> None:
    with Database(seen["database"], read_only=True) as database:
        print_status(database, now=START)
        [source] = database.list_sources(since=None, limit=None)
    told = capfd.readouterr().out
    assert "Changed    1 outlet" in told
    assert "texts are short" in told
    assert "articles have no date" in source["health"]
    assert doctor(Config(), seen["database"], file=Path("naskh.toml")) == 1
    assert "texts are short" in capfd.readouterr().out


def test_what_stood_under_every_piece_was_learnt_and_is_not_compared(seen: dict[str, Any]) -> None:
    with Database(seen["database"], read_only=True) as database:
        [(version, lines)] = database.boilerplates().values()
        last = next(database.each_article(since=None, limit=1))
        first = database.article_row(1)
    assert set(lines) >= set(map(normalize, FOOT))
    assert not [line for line in lines if "المهندسه" in line]
    assert first is not None
    assert FOOT[0] in first["text"]
    assert last["normaliser"].endswith(f"+{version}")
