"""A site that a person names is looked up and connected to, if it is on the public internet."""

from __future__ import annotations

import pytest

from crawler.site_reach import reach


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "https://10.1.2.3/", "http://[fd00::1]/", "http://localhost:8000/"]
)
def test_a_private_site_is_not_connected_to(url: str) -> None:
    assert reach(url, timeout_seconds=1).is_private


def test_a_host_that_does_not_exist_is_a_problem_in_words() -> None:
    found = reach("https://no-such-host.invalid/", timeout_seconds=2)
    assert not found.is_private
    assert found.problem == (
        "the host no-such-host.invalid cannot be found; either its name is wrong or this machine is offline"
    )
