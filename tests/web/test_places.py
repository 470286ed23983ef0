"""No answer says where files lie on the machine, or what runs there in which version."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import datasette.version
import pytest
from served import PATHS, Pages, make_news, pages_of

WORKINGS = (
    "/-/versions", "/-/versions.json", "/-/plugins.json", "/-/settings", "/-/settings.json", "/-/config", "/-/config.json",
    "/-/metadata", "/-/metadata.json", "/-/threads", "/-/threads.json", "/-/databases", "/-/databases.json", "/-/actor.json",
    "/-/messages", "/-/allow-debug", "/-/patterns", "/-/permissions", "/-/auth-token?token=x", "/-/logout",
    "/%2d/versions.json", "/-%2fversions.json", "/_memory", "/_memory.json?sql=select+1", "/_internal.json",
)  # fmt: skip
ASKED = (
    "/naskh.json?sql=select+*+from+pragma_database_list",
    "/naskh.json?sql=select+*+from+pragma_database_list()",
    "/naskh.json?sql=with+a+as+(select+file+as+f+from+pragma_database_list)+select+f+from+a",
    "/naskh/articles.json?_where=id+in+(select+file+from+pragma_database_list)",
    "/naskh/articles.json?_where=1+union+select+file+from+pragma_database_list",
    "/naskh.json?sql=select+t.*+from+pragma_database_list+t",
    "/naskh/articles?_trace=1", "/naskh.json?sql=select+1&_trace=1", "/naskh", "/naskh/articles", "/.json", "/naskh.json",
    "/nothing", "/naskh/nothing", "/naskh.json?sql=selec", "/naskh?sql=select+load_extension('x')", "/naskh.db",
)  # fmt: skip


def names_a_place(text: str, desk_path: Path) -> bool:
    words = (str(desk_path.parent), sys.prefix, sys.base_prefix, str(Path(__file__).parents[2]), "site-packages")
    versions = (datasette.version.__version__, ".".join(map(str, sys.version_info[:3])))
    return any(word in text for word in words) or any(
        re.search(rf"(?<![\d.]){re.escape(v)}(?![\d.])", text) for v in versions
    )


@pytest.mark.parametrize("path", WORKINGS)
def test_what_describes_the_machine_is_no_page(pages: Pages, veiled: Pages, path: str) -> None:
    for served in (pages, veiled):
        assert served.get(path).status in (403, 404)


@pytest.mark.parametrize("path", [*PATHS, *ASKED, "/-/health", "/-/metrics"])
def test_no_answer_says_where_files_lie(pages: Pages, veiled: Pages, path: str) -> None:
    for served in (pages, veiled):
        assert not names_a_place(served.get(path).text, served.site.database)


def test_what_pages_need_is_still_there(pages: Pages) -> None:
    for path in ("/-/static/app.css", "/-/static/table.js", "/-/health/live", "/-/metrics"):
        assert pages.get(path).status == 200
    found = pages.get("/naskh.json?sql=select+name,file+from+pragma_database_list&_shape=array").json
    assert found == [{"name": "main", "file": None}]


def test_a_database_that_cannot_be_read_is_named_without_its_folder(tmp_path: Path) -> None:
    desk = make_news(tmp_path)
    desk.database.close()
    body = bytearray(desk.path.read_bytes())
    body[100:] = bytes(len(body) - 100)
    desk.path.write_bytes(body)
    with pages_of(desk) as pages:
        for path in ("/", "/now.json", "/article/1", "/-/health", "/-/metrics", "/naskh", "/naskh/articles.json"):
            answer = pages.get(path)
            assert answer.status in (500, 503), path
            assert not names_a_place(answer.text, desk.path), answer.text
        assert desk.path.name in pages.get("/now.json").text
