"""What two texts are to each other, in words."""

from __future__ import annotations

import pytest

from terminal.shares import relation_words

IN_PART = "copy, less than half of it word for word"


@pytest.mark.parametrize(
    ("relation", "shares", "said"),
    [
        ("near_duplicate", (0.82, 0.4), "near duplicate"),
        ("near_duplicate", (0.22, 0.2), IN_PART),
        ("excerpt", (0.3, 0.1), IN_PART),
        ("excerpt", (0.9, 0.1), "excerpt"),
        ("partial", (0.1, 0.2), "partial"),
        ("near_duplicate", (None, None), "near duplicate"),
    ],
)
def test_a_relation_says_no_more_than_its_shares(
    relation: str, shares: tuple[float | None, float | None], said: str
) -> None:
    assert relation_words(relation, *shares) == said
