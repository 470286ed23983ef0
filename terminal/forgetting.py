"""`naskh forget`: what would go, the backup, what went, and what no command can reach."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from config.tables import Config
from db import CannotWrite, Database, DatabaseError
from db.backup import back_up, backups_in, drop_older
from db.backup_schedule import BackupSchedule
from db.lock import DaemonLock, LockHeld
from db.store import Row
from db.times import from_text
from pipelines.alerts.emptied_files import empty_files
from pipelines.forgetting import Chosen, addresses_of, carry_out, choose, merge_search_index, order
from terminal.readable import counted, one_line, readable_time, titled

_SHOWN = 20
# Titles that are looked for in the log.
_LOOKED_FOR = 100
_LOG_SECONDS = 5.0
_UNREACHED = (
    "Not reached: messages that were sent, files that crawlers shipped, exports, evidence and backups elsewhere, and "
    "what the outlet itself publishes."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person asks to forget, and how. `is_agreed` asks for a yes once it was shown what would go."""

    names: Sequence[str]
    outlet_ids: Sequence[int]
    reason: str | None
    has_backup: bool
    is_dry: bool
    is_agreed: Callable[[], bool]


def run_forget(config: Config, path: Path, wish: Wish, *, version: str) -> int:
    """Forget, and say to stdout what that is: the exit status, 1 where a name is nothing's or something is left to do.
    Raises DatabaseError.
    """
    now = datetime.now(UTC)
    with Database(path, create=False) as database:
        database.refuse_crawler()
        if database.rejudging() is not None:
            raise DatabaseError(f"{path}: everything is being judged again; run `naskh rejudge` to its end first")
        unfinished = database.unfinished_forgetting()
        if unfinished.left and not wish.is_dry:
            print(f"Finishing what an earlier call began: {counted(unfinished.left, 'text')}.", file=sys.stderr)
        chosen, is_known = _chosen(database, wish)
        is_wanted = bool(chosen.articles or chosen.bare_pages)
        if not is_known or (not is_wanted and not unfinished.rest):
            return 0 if is_known else 1
        if is_wanted:
            _show(database, chosen, is_dry=wish.is_dry)
        if wish.is_dry:
            print("Nothing was changed.", file=sys.stderr)
            return 0
        if is_wanted and not wish.is_agreed():
            print("Nothing was changed.", file=sys.stderr)
            return 1
        with database.recorded_run(
            "forget", version=version, config_hash=config.fingerprint(), clock=lambda: datetime.now(UTC)
        ):
            if is_wanted:
                _keep(config, path, chosen, has_backup=wish.has_backup, now=now)
                order(database, chosen, reason=_reason(wish.reason, now), now=now)
            done = carry_out(database, config, now=now)
            problems = empty_files(database, config)
        for problem in problems:
            print(f"naskh: {problem}; run `naskh forget` again when it can be", file=sys.stderr)
        is_done = _erase(database, path, is_complete=not problems, now=now)
    if done:
        print(f"Forgotten: {counted(done, 'text')}.")
    if is_wanted:
        _print_unreached(path, chosen)
    return 0 if is_done and not problems else 1


def _chosen(database: Database, wish: Wish) -> tuple[Chosen, bool]:
    """What the names mean, and whether each means something; those that are forgotten already are named."""
    article_ids, page_ids, is_known = [], set[int](), True
    for name in wish.names:
        if name.isascii() and name.isdigit():
            article_id = int(name[:18])
            if database.articles_to_forget(article_ids=[article_id]):
                article_ids.append(article_id)
            elif since := database.forgotten_since(article_id):
                print(f"Article {article_id} was forgotten already ({readable_time(since)}).", file=sys.stderr)
            else:
                print(f"naskh: there is no article {article_id}; `naskh articles` lists them", file=sys.stderr)
                is_known = False
            continue
        pages = database.pages_at(addresses_of(name))
        if not pages:
            print(f"naskh: no page has the address {one_line(name)}; `naskh pages` lists them", file=sys.stderr)
            is_known = False
        elif gone := database.forgotten_among(pages):
            print(f"{one_line(name)}: forgotten already.", file=sys.stderr)
            pages = [page for page in pages if page not in gone]
        page_ids |= {*pages}
    return choose(database, article_ids=article_ids, page_ids=page_ids, outlet_ids=wish.outlet_ids), is_known


def _show(database: Database, chosen: Chosen, *, is_dry: bool) -> None:
    will = "would be" if is_dry else "will be"
    pages = {row["page_id"] for row in chosen.articles}
    print(f"{counted(len(chosen.articles), 'article')} of {counted(len(pages), 'page')} {will} forgotten:")
    _print_articles(chosen.articles)
    if chosen.bare_pages:
        print(f"and {counted(len(chosen.bare_pages), 'page')} without an article")
    with_it = [
        counted(chosen.revisions, "older text"),
        counted(chosen.matches, "match", "matches"),
        counted(chosen.verdicts, "verdict"),
        counted(chosen.alerts, "alert"),
        counted(chosen.messages, "message"),
    ]
    print(f"with {', '.join(with_it)}")
    if chosen.verdicts:
        print("Verdicts on their matches go, too: what a person said of a pair ends with its articles.")
    if chosen.others:
        print(f"{counted(len(chosen.others), 'article')} that carry the same text, or most of it, stay:")
        _print_articles(chosen.others)
    if part := database.pages_in_part(chosen.article_ids):
        print(f"{counted(part, 'page')} with other stories, too: these stay, and are not looked at again.")


def _print_articles(rows: Sequence[Row]) -> None:
    for row in rows[:_SHOWN]:
        print(f"  {row['id']:>6}  {titled(row['outlet'], row['carrier'], one_line(row['title'] or '-'))}")
    if len(rows) > _SHOWN:
        print(f"  ... and {len(rows) - _SHOWN:,} more")


def _reason(words: str | None, now: datetime) -> str:
    day = f"forgotten on {now:%Y-%m-%d}"
    return f"{day}: {one_line(words)}" if words else day


def _keep(config: Config, path: Path, chosen: Chosen, *, has_backup: bool, now: datetime) -> None:
    """Make a backup, and name all those that hold the texts."""
    schedule = BackupSchedule.of(config.backup, path)
    since = from_text(chosen.since) if chosen.since else now
    older = [each.path for each in backups_in(schedule.folder, path) if each.made_at >= since]
    older += [
        each
        for kind in ("before", "damaged")
        for each in sorted(path.absolute().parent.glob(f"{path.name}.{kind}-*"))
        if each.stat().st_mtime >= since.timestamp()
    ]
    if has_backup:
        kept = back_up(path, schedule.folder, now=now, reason="before-forget")
        print(
            f"Backed up to {kept} first. It holds what is forgotten: remove it when you need it no more.",
            file=sys.stderr,
        )
        drop_older(schedule.folder, path, keep=schedule.keep, reason="before-forget")
        older = [each for each in older if each.exists()]
    if older:
        print("Older copies of the database hold it, too, or some of it:", file=sys.stderr)
        for each in older:
            print(f"  {each}", file=sys.stderr)


def _erase(database: Database, path: Path, *, is_complete: bool, now: datetime) -> bool:
    """Overwrite what the file and its log still hold of what was removed; whether nothing is left to do."""
    try:
        with DaemonLock(path):
            database.checkpoint_beside()
            database.shrink()
            is_clean = _fold(database)
            if is_clean and is_complete:
                database.finish_forgetting(now=now)
                is_clean = _fold(database)
        if is_clean and is_complete:
            print(f"Nothing of what is forgotten is left in {path}.", file=sys.stderr)
    except LockHeld:
        merge_search_index(database)
        is_folded = _fold(database)
        log = "" if is_folded else f" and {path.name}-wal"
        print(
            f"A daemon is running, so unused parts of {path}{log} were not written anew: they may hold what was there. "
            "Run `naskh forget` once more, without a name, while the daemon is stopped.",
            file=sys.stderr,
        )
        return True
    except CannotWrite as error:
        print(f"naskh: {error}", file=sys.stderr)
        words = "The texts are removed. Run `naskh forget` once more: it overwrites what the file still holds of them."
        print(words, file=sys.stderr)
        return False
    if not is_clean:
        print(
            f"naskh: another program reads {path}, so that {path.name}-wal may hold what was removed; end it and run "
            "`naskh forget` once more",
            file=sys.stderr,
        )
    return is_clean


def _fold(database: Database) -> bool:
    """Fold the log into the file; whether it is empty."""
    until = time.monotonic() + _LOG_SECONDS
    while True:
        database.checkpoint_beside()
        database.checkpoint()
        if not database.sizes()[1]:
            return True
        if time.monotonic() > until:
            return False
        time.sleep(0.05)


def _print_unreached(path: Path, chosen: Chosen) -> None:
    log = path.with_suffix(".log")
    titles = [row["title"] for row in chosen.articles[:_LOOKED_FOR] if row["title"]]
    if log.exists() and titles:
        with log.open(encoding="utf-8", errors="replace") as lines:
            named = sum(any(title in line for title in titles) for line in lines)
        if named:
            print(f"{log} has titles of what is forgotten in {counted(named, 'line')}.", file=sys.stderr)
    print(_UNREACHED, file=sys.stderr)
