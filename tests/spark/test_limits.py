"""A page that takes too long is given up, and the next one has its time again."""

from __future__ import annotations

from itertools import count

import pytest

from spark.limits import TookTooLong, at_most


def test_what_takes_too_long_is_given_up_and_what_follows_is_not() -> None:
    with pytest.raises(TookTooLong), at_most(0.05):
        for _ in count():
            pass
    with at_most(60.0):
        assert sum(range(1000)) == 499_500
