"""Files are there whole or not at all, in a folder and in what fsspec knows."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from pipelines.shipping.folder import CannotShip, Place, place_at

HAS_FSSPEC = importlib.util.find_spec("fsspec") is not None


@pytest.fixture(
    params=[
        "folder",
        pytest.param("memory", marks=pytest.mark.skipif(not HAS_FSSPEC, reason="fsspec is not installed")),
    ]
)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return place_at(str(tmp_path / "made" / "here") if request.param == "folder" else f"memory://{tmp_path}")


def test_a_place_that_nobody_has_written_to_is_empty(place: Place) -> None:
    assert place.names() == []
    assert place.remove_older("done", seconds=0) == 0


def test_a_file_is_read_as_it_was_written(place: Place) -> None:
    place.write("b.gz", b"\0\1")
    place.write("a.gz", b"")
    assert place.names() == ["a.gz", "b.gz"]
    assert place.read("b.gz") == b"\0\1"


def test_what_is_moved_is_out_of_the_way_until_it_is_old(place: Place) -> None:
    place.write("a.gz", b"1")
    place.move("a.gz", "done")
    place.write("a.gz", b"2")
    place.move("a.gz", "done")
    assert place.names() == []
    assert place.remove_older("done", seconds=3600) == 0
    assert place.remove_older("done", seconds=-1) == 1
    assert place.remove_older("done", seconds=-1) == 0


def test_what_is_being_written_is_not_there(tmp_path: Path) -> None:
    (tmp_path / ".a.gz.part").write_bytes(b"half")
    (tmp_path / ".b.gz.Xk2f9A").write_bytes(b"half")
    (tmp_path / "done").mkdir()
    assert place_at(str(tmp_path)).names() == []


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(OSError, match="file"):
        place_at(str(tmp_path / "file")).write("a.gz", b"")


@pytest.mark.skipif(HAS_FSSPEC, reason="fsspec is installed")
def test_without_fsspec_an_address_is_refused_in_a_sentence() -> None:
    with pytest.raises(CannotShip, match=r"pip install naskh\[ship\]"):
        place_at("s3://bucket/naskh")
