"""Who is let in, and what a browser may do with an answer."""

from __future__ import annotations

import base64

import pytest
from lxml.html import fromstring
from recording import Desk
from served import PATHS, Pages, pages_of

THEIRS = ("/naskh", "/naskh/articles", "/naskh/articles/1", "/naskh/who_is_first", "/naskh?sql=select+1")


@pytest.mark.parametrize("path", [*PATHS, *THEIRS, "/article/999", "/nothing", "/assets/naskh.css"])
def test_no_answer_may_load_or_run_anything_foreign(pages: Pages, path: str) -> None:
    headers = pages.get(path).headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'" and policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in policy["script-src"] and "http" not in str(policy)
    assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "no-referrer"
    if path in PATHS:
        assert policy["style-src"] == "'self'"
        assert policy["script-src"] == ("'none'" if path.endswith("/raw") else "'self'")


@pytest.mark.parametrize("path", PATHS)
def test_pages_have_no_inline_script_or_style_and_load_from_here_only(pages: Pages, path: str) -> None:
    page = fromstring(pages.get(path).text)
    for element in page.iter():
        assert not [name for name in element.attrib if name.startswith("on") or name == "style"]
    assert all(script.get("src", "").startswith("/assets/") for script in page.iter("script"))
    assert not [*page.iter("img", "iframe", "object", "embed", "style")]
    for link in page.iter("a"):
        href = link.get("href")
        assert href.startswith(("/", "#", "http://", "https://"))
        if href.startswith("http"):
            assert link.get("rel") == "noopener noreferrer"


def test_another_name_that_leads_here_is_refused(pages: Pages) -> None:
    for host in ("evil.example", "evil.example:8001", "", "localhost.evil.example", "[::ffff"):
        assert pages.get("/", host=host).status == 421, host
    for host in ("localhost", "127.0.0.1:8001", "[::1]:8001", "LOCALHOST"):
        assert pages.get("/", host=host).status == 200, host


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("path", ["/text/1", *THEIRS, "/-/messages", "/-/logout", "/assets/naskh.css", "/nothing"])
def test_nothing_is_changed_by_a_page(pages: Pages, method: str, path: str) -> None:
    answer = pages.get(path, method)
    assert answer.status == 405 and answer.headers["allow"] == "GET, HEAD"


def test_a_page_of_another_site_has_nothing_done_here(pages: Pages) -> None:
    def asked(site: str, mode: str, dest: str) -> int:
        return pages.get("/naskh", sec_fetch_site=site, sec_fetch_mode=mode, sec_fetch_dest=dest).status

    for mode, dest in (
        ("no-cors", "image"),
        ("no-cors", "script"),
        ("cors", "empty"),
        ("navigate", "iframe"),
        ("navigate", "object"),
    ):
        assert asked("cross-site", mode, dest) == asked("same-site", mode, dest) == 403
        assert asked("same-origin", mode, dest) == 200
    # A link in a mail, an address that was typed, and what is no browser.
    assert asked("cross-site", "navigate", "document") == asked("none", "navigate", "document") == 200
    assert pages.get("/naskh").headers["cross-origin-resource-policy"] == "same-origin"


def test_a_refusal_is_guarded_as_every_answer_is(pages: Pages) -> None:
    for refused in (pages.get("/", "POST"), pages.get("/", host="evil.example")):
        assert "default-src 'none'" in refused.headers["content-security-policy"]
        assert refused.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/naskh", "/naskh/articles", "/naskh/articles/1", "/naskh/who_is_first"])
def test_nothing_is_changed_by_a_page_of_the_database(pages: Pages, method: str, path: str) -> None:
    assert pages.get(path, method).status == 405


def test_a_refusal_may_not_load_or_run_anything_either(pages: Pages) -> None:
    for refused in (pages.get("/", host="evil.example"), pages.get("/naskh", "POST")):
        assert refused.headers["content-security-policy"].startswith("default-src 'none'")
        assert refused.headers["x-content-type-options"] == "nosniff" and "x-naskh" not in refused.headers


def test_a_password_is_asked_for_everywhere(news: Desk) -> None:
    def basic(said: str) -> str:
        return f"Basic {base64.b64encode(said.encode()).decode()}"

    with pages_of(news, host="0.0.0.0", password="كلمة سر") as guarded:
        for path in ("/", "/naskh/articles.json", "/assets/naskh.css", "/nothing"):
            asked = guarded.get(path)
            assert asked.status == 401 and asked.headers["www-authenticate"].startswith("Basic")
            assert guarded.get(path, authorization=basic("anybody:wrong")).status == 401
            assert guarded.get(path, authorization="Basic !!").status == 401
            assert guarded.get(path, authorization=basic("anybody:كلمة سر")).status in (200, 404)
        # Whoever knows it may come by any name.
        assert guarded.get("/", host="naskh.example", authorization=basic(":كلمة سر")).status == 200


def test_the_database_cannot_be_written_to_or_downloaded(pages: Pages) -> None:
    said = pages.get("/naskh.json?sql=delete+from+articles")
    assert said.status == 400
    assert pages.get("/naskh.db").status in (403, 404)
    assert pages.get("/now.json").json["counts"]["articles"] == 6
