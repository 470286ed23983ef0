"""Times as text, as the database keeps them: UTC with a Z, to the second."""

from __future__ import annotations

from datetime import UTC, datetime


def to_text(moment: datetime) -> str:
    """`2025-03-20T20:30:00Z`. A naive datetime is taken as UTC."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return f"{moment.astimezone(UTC).isoformat()[:19]}Z"


def from_text(text: str) -> datetime:
    """The moment that `to_text` wrote. Raises ValueError on other text."""
    return datetime.fromisoformat(text)
