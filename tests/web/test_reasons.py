"""Why a visit, a source or a message went wrong is in the reader's language, with its numbers and names.

The sentences come from where they are made: one that is worded anew there is missed here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
)
from scrapy.http import Response
from twisted.internet.error import ConnectError

import web.reasons
from config.tables import Crawl
from crawler.answers import http_words
from crawler.content import read_listing
from crawler.gate import SitePaused
from crawler.guard import PRIVATE
from crawler.reasons import ROBOTS, Refused, explain, not_a_page
from crawler.tally import Tally
from model import Recorded
from pipelines.outlets.health import Habit, Reading, examine
from pipelines.outlets.silence import Answered, silence
from web.markup import way_of
from web.stored import Stored, told

NOW = datetime(2026, 11, 28, tzinfo=UTC)
PLACE = re.compile(r"\{\w+\}")


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


def of_downloads() -> Iterator[str]:
    errors = [
        Refused(PRIVATE),
        Refused(ROBOTS, "robots"),
        SitePaused("hill.example", 90, status=429),
        SitePaused("hill.example", 90),
        DownloadTimeoutError(),
        CannotResolveHostError(),
        DownloadConnectionRefusedError(),
        ResponseDataLossError(),
        DownloadCancelledError(),
        IgnoreRequest("max redirections reached"),
        NotSupported(),
        caused(OSError(), SSL.Error([("", "", "certificate verify failed")])),
        caused(OSError(), SSL.Error([("", "", "wrong version number")])),
        caused(OSError(), ConnectError()),
        ValueError("Invalid port"),
        caused(RuntimeError(), RuntimeError()),
    ]
    for status, headers in ((300, {"Location": "/b"}), (302, {"Location": "ftp://b.example"}), (302, {}), (305, {})):
        yield http_words(Response("https://a.example/", status=status, headers=headers), "elsewhere")
    for error in errors:
        yield explain(error, Crawl()).reason
    yield explain(DownloadCancelledError(), Crawl(), limit=1000).reason
    yield not_a_page("image/png") or ""


def of_listings() -> Iterator[str]:
    page = b"<html><head>%s</head><body><p>Hello</p></body></html>"
    feed = b'<link rel="alternate" type="application/rss+xml" href="https://hill.example/feed">'
    for kind, body in (
        ("feed", b""),
        ("feed", b"Hello"),
        ("feed", page % b""),
        ("sitemap", page % feed),
        ("feed", b'{"items": '),
        ("feed", b'{"version": 1}'),
        ("feed", b'{"version": 1, "items": [{"content_text": "A text."}]}'),
        ("feed", b"<rss><channel><item><link>https://hill.example/a-story-of-the-hill</link></item>"),
        ("sitemap", b"<urlset><url><loc>https://hill.example/a</loc></url>"),
        ("front_page", page % b""),
    ):
        yield read_listing(kind, body, "https://hill.example/", None, NOW).problem or ""  # type: ignore[arg-type]


def of_visits() -> Iterator[str]:
    tally = Tally()
    for reason in ("HTTP 404", "HTTP 404", "more than 5 redirects", "took longer than 30 s", ROBOTS):
        tally.note(Recorded(status="failed", reason=reason))
    tally.waits["hill.example asked for a pause; 60 s of it remained"] = 1
    tally.say("its sitemaps name nothing new of the last days")
    tally.say("3 entries without a usable web address (http or https, 4,000 characters at most)")
    tally.say(
        "40 new links not followed, because pages of their form give no text: `naskh sources left-out --source 3` "
        "lists them with the reasons"
    )
    yield tally.visit(1, 1, None).message or ""


def of_sources() -> Iterator[str]:
    hours = [NOW - timedelta(hours=n) for n in range(80)]
    yield f"Hill Post {silence([Answered(at=at, links=0) for at in hours], [], now=NOW)}"
    visits = [Answered(at=at, links=3) for at in hours]
    arrivals = [NOW - timedelta(days=20, minutes=20 * n) for n in range(9)]
    yield f"Hill Post {silence(visits, arrivals, now=NOW)}"
    habit = Habit(pages=50, words=300, few_words=200, empty=0, dated=1, titled=1, alike=0)
    for odd in ({"words": 9}, {"words": 0, "dated": None}, {"dated": False}, {"title": None}, {"title": "Hill"}):
        rows = [
            Reading(**{"page_id": n, "url": "", "words": 300, "dated": True, "title": f"{n}", "signature": None, **odd})  # type: ignore[arg-type]
            for n in range(10)
        ]
        yield examine(rows, habit)[0][0].words


@pytest.mark.parametrize("reason", [*of_downloads(), *of_listings(), *of_visits(), *of_sources()])
def test_a_reason_is_said_in_arabic_with_its_numbers_and_names(reason: str) -> None:
    said = told(reason, "ar")
    assert said.language is None, reason
    assert way_of(said.words) == "rtl"
    numbers = [re.sub("[,.]", "", number) for number in re.findall(r"\d[\d,.]*\b", reason)]
    western = said.words.translate(str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789"))
    assert [number for number in numbers if number not in re.sub("[,.]", "", western)] == []


def test_what_no_sentence_is_known_of_stays_as_it_was() -> None:
    for reason in ("it rains", "HTTP 404; it rains", "2 pages failed: it rains"):
        assert told(reason, "ar") == Stored(reason, "en")
    assert told("HTTP 404", "en") == Stored("HTTP 404", None)


def test_both_languages_have_the_same_places() -> None:
    file = Path(web.reasons.__file__).with_name("catalogue") / "reasons_ar.toml"
    for english, arabic in tomllib.loads(file.read_text("utf-8"))["reasons"].items():
        assert sorted(PLACE.findall(english)) >= sorted(PLACE.findall(arabic)), english
