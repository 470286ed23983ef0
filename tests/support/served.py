"""What the tests of the web pages stand on: a database of made-up news, and what asks its pages."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from recording import Desk, words

from web.serving import application, close
from web.site import Site

# Written for these tests.
ARABIC = (
    "افتتحت بلدية الوادي مركزا يعلم السائقين كيف يعملون مع محاريث ثلج تقودها برامج تتعلم من كل طريق تمر به. "
    "وقالت مديرة المركز إن السائق يبقى صاحب القرار، وإن المحراث يعرض عليه ما رآه في الليلة السابقة قبل أن يخرج. "
    "ويبدأ التدريب في الخريف ويستمر ستة أسابيع، ويتقاضى المتدربون أجرا كاملا طوال مدته. "
    "وتقول نقابة السائقين إنها ستراجع كل شهر ما سجلته المحاريث عن أعضائها، وسترفض ما يتجاوز الطريق والثلج."
)
DEEP = "قرقعان"
TOML = """
topic = "all"
[reader]
time_zone = "Asia/Beirut"
[[outlet]]
name = "بريد الوادي"
domains = ["valley.example"]
groups = ["mine"]
[[outlet]]
name = "City Wire"
domains = ["city.example"]
[[outlet]]
name = "Hill Post"
domains = ["hill.example"]
[[source]]
url = "https://valley.example/feed"
outlet = "بريد الوادي"
[[source]]
url = "https://city.example/feed"
outlet = "City Wire"
[[source]]
url = "https://hill.example/feed"
outlet = "Hill Post"
[[alert]]
name = "copies"
"""


def make_news(
    folder: Path, *, title: str = "محاريث ثلج بنظام AI تشق طرق الوادي", marked: str = "", with_messages: bool = True
) -> Desk:
    """A database of some hours: a text of ours in two outlets, a revision, a failing source, alerts. `title` and
    `marked` stand wherever a page's words may.
    """
    desk = Desk(folder, TOML)
    now = datetime.now(UTC).replace(microsecond=0)
    deep = f"{ARABIC}\n\n{words(3)} {DEEP} {marked}"

    def at(hours: float) -> str:
        return f"{now - timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}"

    def crawl(url: str, source: str, hours: float, **story: Any) -> None:
        desk.crawl(url, {"published": at(hours), **story}, at=now - timedelta(hours=hours), source=source)

    valley, city, hill = (f"https://{name}.example/feed" for name in ("valley", "city", "hill"))
    crawl("https://valley.example/1", valley, 5, text=deep, title=title)
    crawl("https://city.example/1", city, 4, text=f"{deep} {words(9, 12)}", title=f"{title} 2")
    crawl("https://hill.example/1", hill, 3, text=ARABIC + "\n\n" + words(3), title=f"{title} 3")
    crawl("https://hill.example/2", hill, 2, text=words(4), title=title)
    crawl("https://city.example/2", city, 1, text=words(4), title="Snow ploughs learn the valley's roads")
    crawl("https://valley.example/2", valley, 1, text=words(5) + marked, title=title)
    revised = {"text": f"{deep} {words(6, 30)}", "title": title, "published": at(5)}
    desk.crawl("https://valley.example/1", revised, at=now - timedelta(minutes=40), source=valley)
    desk.fail("https://hill.example/9", at=now, source=hill, reason=f"HTTP 500 {marked}")
    desk.database.note_days(now=now)
    if with_messages:
        desk.deliver(at=now)
    return desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    text: str
    headers: dict[str, str]
    json: Any


class Compiled(BytecodeCache):
    """Templates that were compiled for one site, for the next in this process: it is most of what a first page costs."""

    def __init__(self) -> None:
        self.by_key: dict[tuple[bool, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if (found := self.by_key.get(_key(bucket))) is not None:
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.by_key[_key(bucket)] = bucket.bytecode_to_string()


def _key(bucket: Bucket) -> tuple[bool, str]:
    """Datasette's pages wait for what they show, ours do not: the same template is compiled for both."""
    return bucket.environment.is_async, bucket.key


@cache
def compiled() -> Compiled:
    return Compiled()


class Pages:
    """Asks the pages of a site as a browser would, without a network."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.datasette = application(site)
        self.datasette.jinja_env.bytecode_cache = compiled()
        self.loop = asyncio.new_event_loop()

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        asked = getattr(self.datasette.client, method.lower())
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.loop.run_until_complete(asked(path, headers={"host": "localhost", **given}))
        is_json = answer.headers.get("content-type", "").startswith("application/json")
        read = answer.json() if is_json else None
        return Answer(
            status=answer.status_code,
            # JSON is escaped: no Arabic word would ever be found in it.
            text=json.dumps(read, ensure_ascii=False) if is_json else answer.text,
            headers=dict(answer.headers),
            json=read,
        )

    def close(self) -> None:
        close(self.datasette)
        self.loop.close()


@contextmanager
def pages_of(desk: Desk, **site: Any) -> Iterator[Pages]:
    pages = Pages(Site(database=desk.path, config=desk.config, **site))
    try:
        yield pages
    finally:
        pages.close()


# Every page, with what must be on it.
PATHS = (
    "/", "/whom", "/whom?days=30&by=median_minutes", "/search", "/search?q=%D9%85%D8%AD%D8%A7%D8%B1%D9%8A%D8%AB",
    "/alerts", "/alert/1", "/sources", "/brief", "/brief?days=7", "/text/1", "/diff/1/2", "/article/1", "/article/1/raw", "/outlet/1", "/us",
)  # fmt: skip
