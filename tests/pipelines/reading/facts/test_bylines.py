"""Names beside headlines: authors, what they are, outlets."""

from __future__ import annotations

import pytest

from pipelines.reading.facts.bylines import read_byline


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Nora Vale, Health Editor", ("Nora Vale",)),
        ("Nora Vale, Science Correspondent", ("Nora Vale",)),
        ("By Nora Vale and Tom Ashby", ("Nora Vale", "Tom Ashby")),
        ("بقلم: منى الحداد", ("منى الحداد",)),
        ("بقلم: منى الحداد وسامر قاسم", ("منى الحداد", "سامر قاسم")),
        ("بقلم: منى وهبة", ("منى وهبة",)),
    ],
)
def test_authors_are_named_without_what_they_are(line: str, authors: tuple[str, ...]) -> None:
    assert read_byline(line) == authors


@pytest.mark.parametrize(
    "line", ["Science Correspondent", "Ferries, trains and the new reporter", "Coast Ledger - Business"]
)
def test_roles_and_headlines_name_nobody(line: str) -> None:
    assert read_byline(line) == ()
