"""One database and one site for all tests of the pages that change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from browsing import chromium
from recording import Desk
from served import Pages, make_news, pages_of

from config.tables import Config


@pytest.fixture(scope="session")
def news(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return make_news(tmp_path_factory.mktemp("served"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A database to be changed by hand, with the configuration of its pages."""

    path: Path
    config: Config


@pytest.fixture
def copied(news: Desk, tmp_path: Path) -> Place:
    """The news in a file of their own, which takes a hundredth of the time to make them."""
    path = tmp_path / "copied.db"
    news.database.backup(path)
    return Place(path=path, config=news.config)


@pytest.fixture(scope="session")
def veiled(news: Desk) -> Iterator[Pages]:
    """The same where whole texts are not shown."""
    with pages_of(news, no_text=True) as served:
        yield served


@pytest.fixture(scope="session")
def pages(news: Desk) -> Iterator[Pages]:
    with pages_of(news) as served:
        yield served


@pytest.fixture(scope="module")
def browser(news: Desk) -> Iterator[Any]:
    """It has a loop that runs in this thread: what takes one to be made, as the news do, is made before, whichever test
    comes first.
    """
    with chromium() as opened:
        yield opened
