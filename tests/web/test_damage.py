"""What cannot be shown is said in words, not with a traceback."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from served import Pages, make_news, pages_of


def test_a_damaged_text_is_named_and_the_rest_is_shown(tmp_path: Path) -> None:
    desk = make_news(tmp_path)
    desk.database.close()
    with closing(sqlite3.connect(desk.path)) as raw, raw:
        raw.execute("update articles set text = 'other words' where id = 2")
    with pages_of(desk) as pages:
        for path in ("/article/2", "/diff/1/2"):
            answer = pages.get(path)
            assert answer.status == 500 and "damaged" in answer.text and "Traceback" not in answer.text, answer.text[
                -600:
            ]
        assert "damaged" in pages.get("/article/2.json").json["error"]
        assert pages.get("/article/4").status == 200 and pages.get("/").status == 200


@pytest.mark.parametrize("number", ["9" * 15, "9" * 16, "9" * 40, "-1", "0", "1.5"])
def test_no_number_is_too_large_to_be_asked_for(pages: Pages, number: str) -> None:
    for path in ("/article/", "/text/", "/outlet/", "/alert/", "/diff/1/"):
        assert pages.get(f"{path}{number}").status == 404
