"""One database and one site for all tests of the pages that change nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from recording import Desk
from served import Pages, make_news, pages_of


@pytest.fixture(scope="session")
def news(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return make_news(tmp_path_factory.mktemp("served"))


@pytest.fixture(scope="session")
def veiled(news: Desk) -> Iterator[Pages]:
    """The same where whole texts are not shown."""
    with pages_of(news, no_text=True) as served:
        yield served


@pytest.fixture(scope="session")
def pages(news: Desk) -> Iterator[Pages]:
    with pages_of(news) as served:
        yield served
