"""What a crawler keeps until it is shipped."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from databases import new_database

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)


def test_the_oldest_records_are_shipped_first_and_a_large_one_alone(tmp_path: Path) -> None:
    with new_database(tmp_path / "state.db") as database:
        assert database.waiting_records(most=9, most_bytes=100) == []
        for size in (500, 40, 40, 40):
            database.add_record(b"x" * size, now=NOW)

        def taken(most: int, most_bytes: int) -> list[int]:
            return [each.number for each in database.waiting_records(most=most, most_bytes=most_bytes)]

        assert taken(9, 100) == [1], "what is larger than a file is shipped all the same"
        database.note_shipped(sequence=1, until=1)
        assert taken(9, 100) == [2, 3]
        assert taken(1, 100) == [2]
        assert taken(9, 120) == [2, 3, 4]
