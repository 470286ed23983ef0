"""`naskh add`: find the sources of a site or of an OPML file, show what was tried, write the best into naskh.toml."""

from __future__ import annotations

import asyncio
import json
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from config.loading import ConfigError
from config.tables import Config
from config.writing import Added, NewOutlet, NewSource, add_sources
from crawler.finding import Finder, Found, gave_no_answer
from crawler.finding_candidates import Candidate
from crawler.finding_choice import KIND_NAMES, Tried
from crawler.guard import PRIVATE
from crawler.init_file import MINE, site_address
from crawler.opml import NoOpml, Outline, read_opml, web_address
from crawler.run import Crawler
from model import SourceKind
from pipelines.preloading.names import SITES
from pipelines.preparing.settings import own_topics
from pipelines.processes.workers import Workers
from pipelines.text.domains import host_of
from terminal.lists import print_rows
from terminal.readable import counted, one_line, readable_url
from terminal.source_check import advice
from terminal.tried import print_tried, tried_shape
from terminal.trying import trying


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the user asks for beside an address. `writes` is False for a dry run."""

    kind: SourceKind | None = None
    outlet: str | None = None
    groups: tuple[str, ...] = ()
    writes: bool = True
    style: str = "table"


def run_add(address: str, config: Config, file: Path, wish: Wish) -> int:
    """Find and add the sources of a site, or of an OPML file: the exit status, 1 where something gave nothing."""
    path, address = Path(address), web_address(address)
    if "://" not in address and path.is_file():
        return _add_opml(path, config, file, wish)
    if "://" not in address and path.suffix.lower() == ".opml":
        raise ConfigError(f"naskh: there is no file {one_line(address)}; give an OPML file or the address of a site")
    try:
        url, _ = site_address(address)
    except ValueError as error:
        raise ConfigError(f"naskh: {error}, and there is no file of this name") from None
    found = asyncio.run(find(addresses_to_try(address, url), config, kind=wish.kind))
    best = found.choice.best
    source = None if best is None else new_source(found, wish)
    added = add_sources(file, [source])[0] if source and wish.writes else None
    if wish.style == "json":
        print(json.dumps(_shape(found, source, added), ensure_ascii=False, indent=2))
    else:
        print_tried(found.choice.tried)
    for words in _outcome(found, source, added, file, kind=wish.kind):
        _say(words)
    return 0 if best is not None else 1


def find_my_site(address: str) -> NewSource | None:
    """The source by which the user's own site is best watched; None where nothing is found, which is reported."""
    found = asyncio.run(find(addresses_to_try(address.strip(), site_address(address)[0]), Config()))
    best = found.choice.best
    if best is None:
        _say(f"{nothing_found(found)} The site is written as given.")
        return None
    source = new_source(found, Wish(groups=(MINE,)))
    _say(f"{one_line(source.outlet.name)} is watched by {readable_url(source.url)}: {found.choice.why}.")
    return source


def addresses_to_try(given: str, url: str) -> list[str]:
    """An address without a scheme may be that of a site that has no https, or that answers only with `www.`."""
    if "://" in given:
        return [url]
    bare = url.removeprefix("https://")
    return [url, f"http://{bare}", *([] if bare.startswith("www.") else [f"https://www.{bare}"])]


async def find(urls: Sequence[str], config: Config, *, kind: SourceKind | None = None) -> Found:
    """What is found from the first of these addresses that answers."""
    async with trying(config, preload=SITES) as (crawler, workers):
        finder = _finder(crawler, workers, config)
        first = None
        for url in urls:
            found = await finder.find(url, kind=kind)
            first = first or found
            if not gave_no_answer(found.stopped):
                return found
        assert first is not None
        return first


def _finder(crawler: Crawler, workers: Workers, config: Config) -> Finder:
    return Finder(
        crawler=crawler,
        workers=workers,
        now=lambda: datetime.now(UTC),
        topic=config.topic,
        own_topics=own_topics(config),
        say=_say_progress,
    )


def new_source(found: Found, wish: Wish) -> NewSource:
    """The best source with its outlet, as they are to be written."""
    best = found.choice.best
    assert best is not None and best.kind is not None
    country = found.site.country
    outlet = NewOutlet(
        name=wish.outlet or _name(found.site.name) or found.host,
        domains=(found.host.removeprefix("m."),),
        country=country,
        time_zone=only_zones().get(country) if country else None,
        groups=wish.groups,
    )
    return NewSource(url=best.url, kind=best.kind, outlet=outlet, keeps_name=wish.outlet is not None)


def _name(given: str | None) -> str:
    """A name without invisible characters, which may turn a line around. Persian needs its joiners."""
    seen = (c for c in given or "" if c in "\u200c\u200d" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    return "".join(seen).strip()


@cache
def only_zones() -> dict[str, str]:
    """The time zone of each country that has one only, by the list of the zone database."""
    zones: dict[str, list[str]] = {}
    for line in files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            zones.setdefault(country, []).append(zone)
    return {country: named[0] for country, named in zones.items() if len(named) == 1}


def _add_opml(path: Path, config: Config, file: Path, wish: Wish) -> int:
    try:
        outlines = read_opml(path.read_bytes())
    except OSError as error:
        raise ConfigError(f"naskh: {path} cannot be read ({error.strerror})") from None
    except NoOpml as error:
        raise ConfigError(f"naskh: {path} {error}; give an OPML file or the address of a site") from None
    tried = asyncio.run(_try_all(outlines, config))
    good = [(outline, each) for outline, each in zip(outlines, tried, strict=True) if _is_feed(each)]
    sources = [_source_of_outline(outline, each, wish) for outline, each in good]
    added = add_sources(file, sources) if wish.writes and sources else []
    if wish.style == "json":
        written = {each.url: each for each in added}
        rows = [
            tried_shape(each) | {"added": written[each.url].is_new if each.url in written else False} for each in tried
        ]
        print_rows(rows, [], "json")
    else:
        # All that work are added, not the best alone.
        print_tried([replace(each, note="best") if _is_feed(each) else each for each in tried])
    failed = len(tried) - len(good)
    new = sum(each.is_new for each in added)
    _say(
        f"{path} names {counted(len(outlines), 'feed')}: "
        + (f"{new} added to {file}, {len(added) - new} were there" if wish.writes else f"{len(good)} would be added")
        + (f", {failed} gave nothing; the reasons stand above" if failed else "")
        + "."
    )
    return 1 if failed or not outlines else 0


async def _try_all(outlines: Sequence[Outline], config: Config) -> list[Tried]:
    async with trying(config, preload=SITES) as (crawler, workers):
        finder = _finder(crawler, workers, config)
        room = asyncio.Semaphore(config.crawl.max_visits_at_once)

        async def attempt(outline: Outline) -> Tried:
            async with room:
                return await finder.try_candidate(Candidate(url=outline.url, how="given", label=outline.name or ""))

        return list(await asyncio.gather(*map(attempt, outlines)))


def _is_feed(tried: Tried) -> bool:
    return tried.measured is not None and tried.kind in ("feed", "sitemap") and not tried.problem


def _source_of_outline(outline: Outline, tried: Tried, wish: Wish) -> NewSource:
    measured = tried.measured
    assert measured is not None and tried.kind is not None
    home = next((each for each in (measured.home, outline.home, tried.url) if each and host_of(each)), tried.url)
    host = host_of(home) or urlsplit(tried.url).hostname or ""
    outlet = NewOutlet(
        name=wish.outlet or _name(outline.name) or _name(measured.title) or host, domains=(host,), groups=wish.groups
    )
    return NewSource(url=tried.url, kind=tried.kind, outlet=outlet, keeps_name=wish.outlet is not None)


def _outcome(
    found: Found, source: NewSource | None, added: Added | None, file: Path, *, kind: SourceKind | None
) -> list[str]:
    best = found.choice.best
    if best is None or source is None:
        others = [each for each in found.choice.tried if each.kind not in (None, kind) and not each.problem]
        if kind is not None and any(each.measured and each.measured.items for each in others):
            site = readable_url(found.front)
            return [
                f"naskh: no {kind.replace('_', ' ')} will do on {site}; without --kind the best of the others is added."
            ]
        return [nothing_found(found)]
    named = f"{KIND_NAMES[best.measured.content] if best.measured else best.kind} {readable_url(best.url)}"
    chosen = f"Best: the {named}: {found.choice.why}."
    if added is None:
        return [chosen, f"Nothing was written (--dry-run); the outlet would be {one_line(source.outlet.name)}."]
    if not added.is_new:
        return [chosen, f"{file} has it already; nothing was changed."]
    whose = "a new outlet" if added.is_new_outlet else "an outlet that was there"
    return [
        chosen,
        f"Added to {file} for {one_line(added.outlet or '')} ({whose}). `naskh visit {readable_url(added.url)}` "
        "visits it now; a running daemon notices it within seconds.",
    ]


def nothing_found(found: Found) -> str:
    """What to do where a site gives nothing that can be watched, as one sentence."""
    tried = found.choice.tried
    site = readable_url(found.front)
    asked = [each for each in tried if each.problem]
    first = asked[0].problem if asked and asked[0].problem else None
    if not any(each.measured for each in tried) and first:
        reason = found.stopped or first
        reason = first if found.stopped and not reason.startswith(PRIVATE) and not gave_no_answer(reason) else reason
        todo = advice(first, urlsplit(asked[0].candidate.url).hostname or "")
        return f"naskh: nothing of {site} could be read: {reason}" + (f"; {todo}." if todo else "; try again later.")
    if any("a test for browsers" in (each.problem or "") for each in tried):
        return (
            f"naskh: a test for browsers stands before {site}, which this program does not pass; give the address of a "
            "feed or sitemap of it, or ask the outlet for access."
        )
    return (
        f"naskh: nothing to watch was found on {site}; look there for a link called RSS, feed or sitemap and give its "
        "address, or give a page that lists its articles with --kind front_page."
    )


def _shape(found: Found, source: NewSource | None, added: Added | None) -> dict[str, Any]:
    """What `--format json` gives. Unknown is None."""
    best = found.choice.best
    return {
        "asked": found.asked,
        "site": found.front,
        "best": None if best is None else tried_shape(best),
        "why": found.choice.why or None,
        "outlet": None
        if source is None
        else {
            "name": (added and added.outlet) or source.outlet.name,
            "domains": list(source.outlet.domains),
            "country": source.outlet.country,
            "time_zone": source.outlet.time_zone,
            "language": found.site.language,
            "is_new": added.is_new_outlet if added else None,
        },
        "added": added.is_new if added else False,
        "advice": None if best else nothing_found(found).removeprefix("naskh: "),
        "tried": [tried_shape(each) for each in found.choice.tried],
    }


def _say_progress(url: str) -> None:
    if sys.stderr.isatty():
        _say(f"trying {readable_url(url)}")


def _say(words: str) -> None:
    print(words, file=sys.stderr)
