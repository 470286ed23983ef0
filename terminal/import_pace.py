"""How an import gets on, in one line: what is done, how fast, how long the rest takes, the most memory so far. Pure."""

from __future__ import annotations

from datetime import timedelta

from pipelines.copies.order import in_words
from pipelines.importing.pages import ImportReport
from terminal.readable import counted

# A pace over so short a time predicts nothing.
_TELLING_SECONDS = 3.0


def pace_words(
    report: ImportReport,
    *,
    seconds: float,
    compared_for: float,
    read_bytes: int,
    all_bytes: int | None,
    peak_bytes: int | None,
) -> str:
    """`12,000 articles stored, 410 articles/s, 2 min left to read, 380 MB`, then the same of comparing.

    `seconds` since it began, of which it has compared for `compared_for`; `all_bytes` are None where it is not known
    how much there is to read.
    """
    if report.waiting:
        done, spent = f"{report.judged:,} of {report.waiting:,} compared", compared_for
        said = [done, counted(report.copies, "copy", "copies"), *_rate(report.judged, spent)]
        share, rest = report.judged / report.waiting, "left"
    else:
        said = [f"{counted(report.articles, 'article')} stored", *_rate(report.articles, seconds)]
        spent, rest = seconds, "left to read"
        share = min(1.0, read_bytes / all_bytes) if all_bytes else 0.0
    if share > 0 and spent >= _TELLING_SECONDS:
        said.append(f"{in_words(timedelta(seconds=spent * (1 - share) / share))} {rest}")
    if peak_bytes:
        said.append(f"{peak_bytes / 1e6:.0f} MB")
    return ", ".join(said)


def _rate(number: int, seconds: float) -> list[str]:
    return [f"{number / seconds:,.0f} articles/s"] if number and seconds >= 1 else []
