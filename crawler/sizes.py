"""Tell from the names and sizes of files whether little is to be read, before anything is read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

# What one worker reads at one go, see `pipelines.importing.pages`.
_MOST_FILES, _MOST_BYTES = 64, 512 * 1024
_PACKED = (".gz", ".xz")


def are_few_pages(paths: Sequence[str]) -> bool:
    """Whether a second worker would have nothing to do: a few small files, none of them packed, in folders or not.
    False for stdin and for a missing path.
    """
    total = 0
    try:
        for number, path in enumerate(islice(_files(map(Path, paths)), _MOST_FILES + 1)):
            found = path.stat()
            total += found.st_size
            is_small = stat.S_ISREG(found.st_mode) and path.suffix.lower() not in _PACKED
            if number == _MOST_FILES or total > _MOST_BYTES or not is_small:
                return False
    except OSError:
        return False
    return True


def bytes_of(paths: Sequence[str]) -> int | None:
    """How much there is to read; None where nobody knows: for packed files, stdin and missing paths."""
    total = 0
    try:
        for path in _files(map(Path, paths)):
            found = path.stat()
            if not stat.S_ISREG(found.st_mode) or path.suffix.lower() in _PACKED:
                return None
            total += found.st_size
    except OSError:
        return None
    return total


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (Path(folder) / name for folder, _, names in os.walk(path) for name in names)
        else:
            yield path
