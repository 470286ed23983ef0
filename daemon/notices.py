"""What a daemon reports about an outlet after a visit: that its pages changed, or that it has fallen silent."""

from __future__ import annotations

import logging
from datetime import datetime

from db import Database
from model import Source, Visit
from pipelines.outlets.silence import notice_silence
from pipelines.outlets.watch import notice

log = logging.getLogger("naskh")


def look_after(database: Database, source: Source, visit: Visit, *, now: datetime) -> None:
    """Report once when an outlet's pages give something else than before, and when that is over; so too for a source
    that answers and names nothing new.
    """
    if visit.outcome in ("done", "unchanged"):
        suspect, is_over = notice_silence(database, source, now=now)
        fields = {"outlet": source.outlet, "url": source.url}
        if suspect:
            log.warning("source is suspect", extra={"fields": fields | {"message": suspect}})
        elif is_over:
            log.info("source as before", extra={"fields": fields})
    owner = database.source_owner(source.id)
    read = visit.new + visit.off_topic + visit.skipped
    if owner is None or not read:
        return
    noticed = notice(database, owner[0], new=read, now=now)
    for found in noticed.began:
        examples = " ".join(example.url for example in found.examples)
        fields = {"outlet": source.outlet, "kind": found.kind, "message": found.words, "examples": examples}
        log.warning("outlet changed", extra={"fields": fields})
    for kind in noticed.ended:
        log.info("outlet back to normal", extra={"fields": {"outlet": source.outlet, "kind": kind}})
