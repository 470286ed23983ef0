"""Which links of a new source are left out: it is watched for its news, not for its archive. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from config.tables import Crawl
from crawler.listing import moment
from crawler.tally import counted
from db.archived_pages import LEFT_OUT
from model import KnownPage, Link

# How many links are followed of a listing in which all are old.
_SHOWN = 10
_EARLIEST = datetime.min.replace(tzinfo=UTC)


def left_out(
    links: Sequence[tuple[str, Link]], known: Mapping[str, KnownPage], *, now: datetime, settings: Crawl
) -> tuple[tuple[str, Link, str], ...]:
    """The new links that a first visit does not follow, each with the reason: the old ones, and of the others those
    beyond the limit. The newest are kept where most have a date, else the first of the listing. Where all are old, the
    newest ten are kept.
    """
    new = {canonical: link for canonical, link in reversed([*links]) if canonical not in known}
    ordered = [canonical for canonical in dict.fromkeys(canonical for canonical, _ in links) if canonical in new]
    dates = {canonical: _dated(new[canonical]) for canonical in ordered}
    reasons: dict[str, str] = {}
    if days := settings.first_visit_days:
        oldest = now - timedelta(days=days)
        reason = f"{LEFT_OUT}: older than {counted(days, 'day')} (crawl.first_visit_days)"
        old = {canonical: when for canonical, when in dates.items() if when is not None and when < oldest}
        if old and len(old) == len(dates):
            # So that a source that publishes seldom, or no more, shows what it is about.
            kept = sorted(old, key=lambda canonical: old[canonical], reverse=True)[:_SHOWN]
            old = {canonical: when for canonical, when in old.items() if canonical not in kept}
        reasons = dict.fromkeys(old, reason)
    if most := settings.first_visit_links:
        rest = [canonical for canonical in ordered if canonical not in reasons]
        if sum(dates[canonical] is not None for canonical in rest) * 2 > len(rest):
            rest.sort(key=lambda canonical: dates[canonical] or _EARLIEST, reverse=True)
        reason = f"{LEFT_OUT}: not among the first {most} (crawl.first_visit_links)"
        reasons |= dict.fromkeys(rest[most:], reason)
    return tuple((canonical, new[canonical], reasons[canonical]) for canonical in ordered if canonical in reasons)


def left_out_words(left: Sequence[tuple[str, Link, str]]) -> str:
    """What a visit says of it: how many links, why, and where they are listed."""
    why = Counter(reason.removeprefix(f"{LEFT_OUT}: ") for _, _, reason in left)
    told = ", ".join(f"{number} {reason}" for reason, number in why.items())
    return f"{counted(len(left), 'link')} {LEFT_OUT}: {told}; `naskh pages --status skipped` lists them"


def _dated(link: Link) -> datetime | None:
    return moment(link.hints.published) or moment(link.hints.updated)
