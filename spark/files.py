"""The pages of one file, on the machine where a task runs; a path with a scheme (s3://) is opened by fsspec."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from crawler.files import read_paths
from crawler.findings import FileProblem, Skipped
from model import Page
from spark.articles import failed

_LOCAL = "file://"


def pages_of(path: str) -> Iterator[Page | dict[str, Any]]:
    """Pages, and rows that say why something gave none. What is skipped as no article is left out."""
    is_remote = "://" in path and not path.startswith(_LOCAL)
    for each in _remote(path) if is_remote else read_paths([path.removeprefix(_LOCAL)]):
        if isinstance(each, FileProblem):
            yield failed(each.path, each.reason)
        elif not isinstance(each, Skipped):
            yield each


def _remote(path: str) -> Iterator[Page | FileProblem | Skipped]:
    try:
        import fsspec
    except ImportError:
        yield FileProblem(path=path, reason="a file elsewhere is opened by fsspec, which is not installed")
        return
    with fsspec.open(path, "rb") as stream:
        # Bytes without a name: what they are shows at their start.
        yield from read_paths(["-"], stdin=io.BufferedReader(stream))
