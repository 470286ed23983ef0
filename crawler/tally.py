"""What a visit counts and reports: its row is made of this in the end. Knows nothing of Scrapy."""

from __future__ import annotations

from collections import Counter

from db.visits import VISIT_COUNTS
from model import Grade, Recorded, Visit, VisitOutcome

# How many of the reasons for which pages failed are in a visit's message.
_REASONS = 3
_MESSAGE = 1000


class Tally:
    """The counters and messages of one visit."""

    def __init__(self) -> None:
        self.counts = dict.fromkeys(VISIT_COUNTS, 0)
        self.outcome: VisitOutcome = "done"
        # Why the listing gave nothing, in one word; and whether one was read.
        self.grade: Grade | None = None
        self.was_listed = False
        self.messages: list[str] = []
        self.waits: Counter[str] = Counter()
        self.failures: Counter[str] = Counter()

    def say(self, message: str) -> None:
        """Add something to the visit's message."""
        self.messages.append(message)

    def end(self, outcome: VisitOutcome, message: str, grade: Grade) -> None:
        """The listing gave nothing: say why, first."""
        self.outcome, self.grade = outcome, grade
        self.messages.insert(0, message)

    def note(self, recorded: Recorded) -> None:
        """Count what became of one page."""
        counts = self.counts
        counts["new"] += recorded.new_articles
        counts["new_pages"] += recorded.new_articles > 0 and not recorded.known
        # A link that was new turned out to name a known page.
        counts["known"] = min(counts["known"] + (recorded.status == "alias"), counts["links"])
        counts["copies"] += recorded.copies
        counts["changed"] += recorded.changed
        counts["off_topic"] += recorded.status == "off_topic" and not recorded.known
        counts["skipped"] += recorded.status in ("skipped", "refused", "no_text") and not recorded.known
        if recorded.status == "failed":
            counts["failed"] += 1
            self.failures[recorded.reason or "no reason given"] += 1

    def internal_error(self, error: BaseException | None, *, of_a_page: bool) -> None:
        """A mistake of ours: it costs a page, or the visit."""
        words = f"internal error, please report it with the log: {type(error).__name__}: {error}"
        if of_a_page:
            self.counts["failed"] += 1
            self.say(words)
        else:
            self.end("failed", words, "internal_error")

    def visit(self, visit_id: int, source_id: int, grade: Grade | None) -> Visit:
        """The finished visit."""
        message = "; ".join(dict.fromkeys([*self.messages, *self._failed(), *self._waiting()]))
        return Visit(
            id=visit_id,
            source_id=source_id,
            outcome=self.outcome,
            grade=grade,
            message=message[:_MESSAGE] or None,
            **self.counts,  # type: ignore[arg-type]
        )

    def _failed(self) -> list[str]:
        told = self.failures.most_common(_REASONS)
        words = [f"{counted(number, 'page')} failed: {why}" for why, number in told]
        if (rest := self.failures.total() - sum(number for _, number in told)) > 0:
            words.append(f"{counted(rest, 'page')} failed for other reasons: see `naskh pages --status failed`")
        return words

    def _waiting(self) -> list[str]:
        if not self.waits:
            return []
        # Each page gives the same pause with another number of seconds left: the first will do.
        return [f"{waiting(self.waits.total())}: {next(iter(self.waits))}"]


def waiting(pages: int) -> str:
    """ "1 page waits", "2 pages wait"."""
    return f"{counted(pages, 'page')} {'waits' if pages == 1 else 'wait'}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """ "1 page", "2 pages"."""
    return f"{number} {one if number == 1 else many or one + 's'}"
