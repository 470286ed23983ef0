"""Archives that are walked on request: by the command itself, and by a daemon; real processes, real sites."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from archive_sites import linked_feed, monthly_site, story, urlset, wordpress_feed, xml
from crawling import Answer, Site, response, starts_are_apart
from daemons import Naskh
from patience import wait_until
from served_sites import served

NEWEST = date(2026, 10, 20)


def watch(
    naskh: Naskh,
    site: Site,
    *,
    delay: float = 0,
    every: str = "1h",
    kind: str = "feed",
    limits: str = "",
    more: str = "",
) -> None:
    path = "/" if kind == "front_page" else "/feed"
    (naskh.folder / "naskh.toml").write_text(
        f'database = "news.db"\ntopic = "all"\n[crawl]\ndelay_seconds = {delay}\nallow_private = ["127.0.9.0/24"]\n'
        f'{limits}[[outlet]]\nname = "City"\ndomains = ["city.example"]\n'
        f'[[source]]\nurl = "{site.url(path)}"\noutlet = "City"\nkind = "{kind}"\nevery = "{every}"\n{more}',
        "utf-8",
    )


def stories(site: Site) -> Counter[str]:
    """How often each page of the archive was fetched."""
    return Counter(path for path in site.paths() if path.startswith("/story-"))


def last_line(words: str) -> str:
    return [line for line in words.splitlines() if line and not line.startswith("  ")][-1]


@pytest.mark.slow
def test_the_months_that_are_asked_for_are_fetched_and_no_others(naskh: Naskh) -> None:
    with served(lambda site: monthly_site(site, months=30, a_month=3, newest=NEWEST), "127.0.9.81") as site:
        watch(naskh, site)
        status, words = naskh.run("backfill", "City", "--from", "2026-03", "--to", "2026-04")
        assert (status, stories(site)) == (0, Counter({f"/story-{n}": 1 for n in range(18, 24)})), words
        # Two of thirty months, and those beside them, whose days may be counted in another zone.
        sitemaps = {path for path in site.paths() if path.startswith("/sitemap-2")}
        assert sitemaps == {"/sitemap-2026.xml"} | {f"/sitemap-2026-0{month}.xml.gz" for month in (2, 3, 4, 5)}
        assert site.most_in_flight == 1
        line = last_line(words)
        assert line.startswith("City, 2026-03-01 to 2026-04-30: 6 pages of these days: 6 stored with 6 articles"), words
        assert "Traceback" not in words
        assert naskh.count("select count(*) from articles") == 6
        assert naskh.count("select count(*) from pages where next_check_at is not null") == 0
        # Again: nothing of it is fetched.
        status, words = naskh.run("backfill", "City", "--from", "2026-03", "--to", "2026-04")
        assert (status, stories(site).total()) == (0, 6), words
        assert "no page fetched, 6 known already" in last_line(words)


@pytest.mark.slow
def test_a_dry_run_counts_and_estimates_and_fetches_no_page(naskh: Naskh) -> None:
    robots = "Crawl-delay: 2"
    with served(
        lambda site: monthly_site(site, months=2, a_month=20, newest=NEWEST, robots=robots), "127.0.9.82"
    ) as site:
        watch(naskh, site)
        status, words = naskh.run("backfill", "City", "--from", "2026-01", "--dry-run")
        assert status == 0 and stories(site).total() == 0
        assert "City, 2026-01-01 to " in last_line(words)
        assert "40 pages to fetch, about 80 s at the site's pace" in last_line(words), words
        assert naskh.count("select count(*) from pages") == 0


@pytest.mark.slow
def test_it_goes_on_after_a_kill_and_fetches_nothing_twice(naskh: Naskh) -> None:
    with served(lambda site: monthly_site(site, months=4, a_month=15, newest=NEWEST), "127.0.9.83") as site:
        watch(naskh, site, delay=0.1)
        process = naskh.start("backfill", "City", "--from", "2026-07")
        wait_until(lambda: naskh.count("select count(*) from articles") >= 12)
        process.kill()
        process.wait()
        before = naskh.count("select count(*) from articles")
        status, words = naskh.run("backfill", "City", "--from", "2026-07")
        assert status == 0, words
        assert "Going on with the backfill of City where it stopped" in words
        assert naskh.count("select count(*) from articles") == 60 > before
        # What was in flight as it was killed may be asked for again; what was stored is not.
        again = [path for path, times in stories(site).items() if times > 1]
        assert len(again) <= 8 and max(stories(site).values()) <= 2
        assert len(stories(site)) == 60 and site.most_in_flight == 1


@pytest.mark.slow
def test_a_daemon_walks_it_at_the_pace_of_the_site_beside_its_visits(naskh: Naskh) -> None:
    with served(lambda site: monthly_site(site, months=2, a_month=12, newest=NEWEST), "127.0.9.84") as site:
        watch(naskh, site, delay=0.4, every="2s", more='[[alert]]\nname = "all"\n')
        daemon = naskh.start("run")
        wait_until(lambda: site.fetches_of("/feed"))
        status, words = naskh.run("backfill", "City", "--from", "2026-08")
        assert status == 0, words
        assert naskh.count("select count(*) from articles") == 24
        assert max(stories(site).values()) == 1
        assert site.most_in_flight == 1
        assert starts_are_apart(site.hits, 0.4), [(hit.at, hit.answered) for hit in site.hits]
        # The visits had their turns meanwhile.
        assert len(site.fetches_of("/feed")) >= 3
        assert naskh.rows("select command from runs") == [("run",)]
        assert daemon.poll() is None


@pytest.mark.slow
def test_a_stop_leaves_the_rest_for_later(naskh: Naskh) -> None:
    with served(lambda site: monthly_site(site, months=3, a_month=20, newest=NEWEST), "127.0.9.85") as site:
        watch(naskh, site, delay=0.2)
        naskh.start("run")
        wait_until(lambda: site.fetches_of("/feed"))
        assert naskh.run("backfill", "City", "--from", "2026-08", "--no-wait")[0] == 0
        wait_until(lambda: naskh.count("select count(*) from articles") >= 14)
        assert "Backfill   City, 2026-08-01 to " in naskh.run("status")[1]
        status, words = naskh.run("backfill", "City", "--stop")
        assert status == 0 and "Stopped the backfill of City" in words
        process = naskh.started[0]
        process.send_signal(signal.SIGTERM)
        process.wait()
        assert naskh.count("select count(*) from pages where status = 'wanted'") > 0
        status, words = naskh.run("backfill", "City", "--from", "2026-08")
        assert status == 0, words
        assert max(stories(site).values()) == 1
        assert naskh.count("select count(*) from articles") == 60


@pytest.mark.slow
def test_the_past_raises_no_alert_unless_it_is_asked_for(naskh: Naskh) -> None:
    def twice(site: Site) -> dict[str, Answer]:
        pages = monthly_site(site, months=2, a_month=4, newest=NEWEST)
        more = "Some further words stand here, so that it is another piece and no other address of the first."
        return pages | {"/story-5": story(4, date(2026, 9, 8), more=more), "/story-1": story(0, NEWEST, more=more)}

    with served(twice, "127.0.9.86") as site:
        watch(naskh, site, more='[[alert]]\nname = "all"\n')
        assert naskh.run("backfill", "City", "--from", "2026-09", "--to", "2026-09")[0] == 0
        assert naskh.count("select count(*) from matches") == 1
        assert naskh.count("select count(*) from alerts") == 0
        naskh.run("backfill", "City", "--from", "2026-10", "--alerts")
        assert naskh.count("select count(*) from alerts") == 1


def entries(site: Site, count: int) -> list[tuple[str, date]]:
    """A piece every five days, the newest first."""
    return [(site.url(f"/story-{n}"), NEWEST - timedelta(days=5 * n)) for n in range(count)]


def with_stories(pages: dict[str, Answer], count: int) -> dict[str, Answer]:
    return pages | {f"/story-{n}": story(n) for n in range(count)}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["wordpress", "prev-archive", "next"])
def test_the_pages_of_a_feed_are_followed_into_the_past_and_no_further(naskh: Naskh, kind: str) -> None:
    def made(site: Site) -> dict[str, Answer]:
        listed = entries(site, 60)
        paged = wordpress_feed(site, listed, size=6) if kind == "wordpress" else linked_feed(listed, size=6, rel=kind)
        return with_stories(paged, 60)

    with served(made, "127.0.9.87") as site:
        watch(naskh, site)
        status, words = naskh.run("backfill", "City", "--from", "2026-08-01", "--to", "2026-09-15")
        assert status == 0, words
        # 2026-09-15 is the piece 7 back from 20 October, 2026-08-01 the 16th.
        assert set(stories(site)) == {f"/story-{n}" for n in range(7, 17)}
        feeds = [path for path in site.paths() if path.startswith("/feed")]
        assert len(feeds) == len(set(feeds)) == 4, feeds


@pytest.mark.slow
def test_a_numbered_feed_ends_where_it_answers_404_or_repeats_itself(naskh: Naskh) -> None:
    def made(site: Site) -> dict[str, Answer]:
        paged = wordpress_feed(site, entries(site, 12), size=6)
        return with_stories(paged | {"/feed?paged=3": paged["/feed?paged=2"]}, 12)

    with served(made, "127.0.9.88") as site:
        watch(naskh, site)
        status, words = naskh.run("backfill", "City", "--from", "2020")
        assert status == 0, words
        assert len(stories(site)) == 12 and "/feed?paged=4" not in site.paths()


@pytest.mark.slow
def test_a_page_that_two_pages_of_a_feed_name_with_other_campaigns_is_fetched_once(naskh: Naskh) -> None:
    def made(site: Site) -> dict[str, Answer]:
        listed = [(site.url(f"/story-{n}?utm_source=rss&utm_term={n // 6}"), day) for n, (_, day) in enumerate(dated)]
        # A new piece came out while the feed was read: its last one stands on the next page again.
        listed.insert(6, (site.url("/story-5?utm_source=rss&utm_term=1"), dated[5][1]))
        bare = {f"/story-{n}": story(n) for n in range(12)}
        tagged = {url.removeprefix(site.url("")): bare[url[len(site.url("")) :].partition("?")[0]] for url, _ in listed}
        return wordpress_feed(site, listed, size=6) | tagged

    dated = [(str(n), NEWEST - timedelta(days=5 * n)) for n in range(12)]
    with served(made, "127.0.9.97") as site:
        watch(naskh, site)
        status, words = naskh.run("backfill", "City", "--from", "2026")
        assert status == 0, words
        assert Counter(path.partition("?")[0] for path in stories(site)) == {f"/story-{n}": 1 for n in range(12)}


@pytest.mark.slow
def test_the_endless_calendar_of_an_archive_is_not_fetched_to_its_end(naskh: Naskh) -> None:
    def made(site: Site) -> dict[str, Answer]:
        days = [f"/calendar/{NEWEST - timedelta(days=n):%Y/%m/%d}" for n in range(120)]
        listed = [(site.url(day), "2026-10-20") for day in [*days, *(f"/story-{n}" for n in range(5))]]
        pages: dict[str, Answer] = {"/sitemap.xml": xml(urlset(listed)), "/": "<html>front</html>"}
        pages |= dict.fromkeys(days, "<html><body><h1>Nothing on this day</h1></body></html>")
        return with_stories(pages, 5)

    with served(made, "127.0.9.98") as site:
        watch(naskh, site, kind="front_page")
        status, words = naskh.run("backfill", "City", "--from", "2026")
        assert status == 0, words
        # The last few are fetched together.
        assert sum(path.startswith("/calendar/") for path in site.paths()) in range(30, 38)
        assert naskh.count("select count(*) from articles") == 5
        [(reason,)] = naskh.rows(
            "select distinct substr(reason, instr(reason, '/')) from pages where status = 'skipped'"
        )
        assert reason.startswith("/calendar/Y/M/D gave no text: ") and "skipped" in last_line(words)
        # Another order asks again, and learns the same at once.
        site.hits.clear()
        status, words = naskh.run("backfill", "City", "--from", "2026")
        assert status == 0 and not any(path.startswith("/calendar/") for path in site.paths()), words


@pytest.mark.slow
def test_pages_that_are_gone_do_not_end_the_walk_and_are_not_asked_for_for_ever(naskh: Naskh) -> None:
    def made(site: Site) -> dict[str, Answer]:
        listed = [(site.url(f"/gone/{4000 + n}.html"), "2026-10-20") for n in range(80)]
        listed += [(site.url(f"/story-{n}"), "2026-10-20") for n in range(5)]
        return with_stories({"/sitemap.xml": xml(urlset(listed)), "/": "<html>front</html>"}, 5)

    with served(made, "127.0.9.99") as site:
        watch(naskh, site, kind="front_page")
        _, words = naskh.run("backfill", "City", "--from", "2026")
        assert naskh.count("select count(*) from articles") == 5, words
        assert sum(path.startswith("/gone/") for path in site.paths()) in range(30, 38)
        assert "Stopped" not in words


@pytest.mark.slow
def test_broken_parts_cost_themselves_only_and_are_named(naskh: Naskh) -> None:
    def made(site: Site) -> dict[str, Answer]:
        pages = monthly_site(site, months=6, a_month=3, newest=NEWEST)
        whole = pages["/sitemap-2026-08.xml.gz"](None).body
        pages["/sitemap-2026-10.xml.gz"] = response("no sitemap at all", kind="text/html")
        pages["/sitemap-2026-09.xml.gz"] = response("gone", status=404)
        pages["/sitemap-2026-08.xml.gz"] = response(whole[: len(whole) - 12], kind="application/gzip")
        pages["/story-17"] = response("broken", status=500)
        pages["/feed"] = response("<rss><channel>", kind="application/rss+xml")
        return pages

    with served(made, "127.0.9.89") as site:
        watch(naskh, site)
        status, words = naskh.run("backfill", "City", "--from", "2026-05")
        assert status == 1, words
        # October and September are lost, August breaks off, a page of May fails.
        assert {f"/story-{n}" for n in range(9, 18)} <= set(stories(site))
        assert not {f"/story-{n}" for n in range(6)} & set(stories(site))
        assert "1 failed" in words and "HTTP 404" in words and "/sitemap-2026-09.xml.gz" in words
        assert "/sitemap-2026-10.xml.gz: this is not a sitemap" in words


@pytest.mark.slow
def test_what_has_no_date_is_counted_and_fetched_when_asked_for(naskh: Naskh) -> None:
    def made(site: Site) -> dict[str, Answer]:
        listed = "".join(f"<url><loc>{site.url(f'/story-{n}')}</loc></url>" for n in range(5))
        pages: dict[str, Answer] = {"/sitemap.xml": xml(f"<urlset>{listed}</urlset>"), "/": "<html>front</html>"}
        return with_stories(pages, 5)

    with served(made, "127.0.9.90") as site:
        watch(naskh, site, kind="front_page")
        status, words = naskh.run("backfill", "City", "--from", "2026")
        assert status == 0 and stories(site).total() == 0
        assert "5 without a date (--undated fetches them)" in words
        status, words = naskh.run("backfill", "City", "--from", "2026", "--undated")
        assert status == 0 and stories(site).total() == 5, words


@pytest.mark.slow
def test_what_a_first_visit_left_out_is_fetched(naskh: Naskh) -> None:
    def made(site: Site) -> dict[str, Answer]:
        return with_stories({"/feed": wordpress_feed(site, entries(site, 8), size=8)["/feed"]}, 8)

    with served(made, "127.0.9.92") as site:
        watch(naskh, site, limits="first_visit_days = 0\nfirst_visit_links = 2\n")
        assert naskh.run("run", "--once")[0] == 0
        assert naskh.count("select count(*) from pages where status = 'skipped'") == 6
        status, words = naskh.run("backfill", "City", "--from", "2020")
        assert status == 0 and "6 pages of these days: 6 stored with 6 articles, 2 known already" in words, words
        assert stories(site) == Counter({f"/story-{n}": 1 for n in range(8)})


@pytest.mark.slow
def test_a_pause_that_the_site_asks_for_is_kept_and_costs_no_page(naskh: Naskh) -> None:
    def made(site: Site) -> dict[str, Answer]:
        pages = monthly_site(site, months=2, a_month=5, newest=NEWEST)
        for path in ("/story-3", "/sitemap-2026-09.xml.gz"):
            pages[path] = once_refused(pages[path])
        return pages

    with served(made, "127.0.9.93") as site:
        watch(naskh, site)
        status, words = naskh.run("backfill", "City", "--from", "2026-09")
        assert status == 0 and "10 stored with 10 articles" in words, words
        refused = [n for n, hit in enumerate(site.hits) if hit.path in ("/story-3", "/sitemap-2026-09.xml.gz")]
        first = [n for n in refused if site.hits[n].path not in [hit.path for hit in site.hits[:n]]]
        assert len(first) == 2 and len(refused) == 4
        assert all(site.hits[n + 1].at - site.hits[n].at >= 1.9 for n in first)


def held_back(pages: dict[str, Answer], count: int, goes_on: threading.Event) -> dict[str, Answer]:
    """The same site, which answers so many stories, and the others once it goes on."""
    asked = []

    def later(answer: Answer) -> Answer:
        async def answered(request: Any) -> Any:
            asked.append(request)
            if len(asked) > count:
                await asyncio.to_thread(goes_on.wait, 120)
            return answer(request) if callable(answer) else answer

        return answered

    return {path: later(answer) if path.startswith("/story-") else answer for path, answer in pages.items()}


def once_refused(answer: Answer) -> Answer:
    """Answers 429 when it is asked first."""
    asked = []

    def answered(request: Any) -> Any:
        asked.append(request)
        if len(asked) == 1:
            return response("later", status=429, Retry_After="2")(request)
        return response(answer)(request) if isinstance(answer, str) else answer(request)  # type: ignore[operator]

    return answered


@pytest.mark.slow
def test_it_ends_when_its_source_is_taken_out_of_the_file(naskh: Naskh) -> None:
    with served(lambda site: monthly_site(site, months=3, a_month=20, newest=NEWEST), "127.0.9.94") as site:
        watch(naskh, site, delay=0.2)
        naskh.start("run")
        wait_until(lambda: site.fetches_of("/feed"))
        assert naskh.run("backfill", "City", "--from", "2026-08", "--no-wait")[0] == 0
        wait_until(lambda: naskh.count("select count(*) from articles") >= 4)
        other = (naskh.folder / "naskh.toml").read_text("utf-8").replace("/feed", "/other")
        (naskh.folder / "naskh.toml").write_text(other.replace('outlet = "City"', ""), "utf-8")
        wait_until(lambda: naskh.count("select count(*) from backfills where state = 'stopped'"))
        assert naskh.rows("select message from backfills") == [("the outlet has no source that is visited",)]
        assert naskh.count("select count(*) from articles") < 60


@pytest.mark.slow
def test_a_stop_of_the_command_is_heard_and_a_daemon_goes_on(naskh: Naskh) -> None:
    # By its pace alone, the site would be read to its end before a busy machine has started the other commands.
    goes_on = threading.Event()

    def made(site: Site) -> dict[str, Answer]:
        return held_back(monthly_site(site, months=3, a_month=10, newest=NEWEST), 4, goes_on)

    with served(made, "127.0.9.95") as site:
        watch(naskh, site, limits="timeout_seconds = 120\n")
        process = naskh.start("backfill", "City", "--from", "2026-08")
        wait_until(lambda: stories(site).total() == 5)
        status, words = naskh.run("run", "--once")
        assert status == 1 and "already watching" in words
        assert naskh.run("stop")[0] == 0
        assert process.wait() == 1
        assert naskh.count("select count(*) from articles") == 4
        goes_on.set()
        assert "Not at its end: City" in naskh.log.read_text("utf-8")
        assert "nobody works it" in naskh.run("status")[1]
        naskh.start("run")
        wait_until(lambda: naskh.count("select count(*) from backfills where state = 'done'"))
        assert naskh.count("select count(*) from articles") == 30
        # What was in flight is asked for again.
        assert Counter(stories(site).values()) == {1: 29, 2: 1} and site.most_in_flight == 1


@pytest.mark.slow
def test_a_daemon_that_is_killed_goes_on_by_itself_at_its_next_start(naskh: Naskh) -> None:
    with served(lambda site: monthly_site(site, months=3, a_month=10, newest=NEWEST), "127.0.9.96") as site:
        watch(naskh, site, delay=0.1)
        daemon = naskh.start("run")
        wait_until(lambda: site.fetches_of("/feed"))
        assert naskh.run("backfill", "City", "--from", "2026-08", "--no-wait")[0] == 0
        wait_until(lambda: naskh.count("select count(*) from articles") >= 12)
        daemon.kill()
        daemon.wait()
        naskh.log.rename(naskh.folder / "log-of-the-killed")
        naskh.start("run")
        wait_until(lambda: naskh.count("select count(*) from backfills where state = 'done'"))
        assert naskh.count("select count(*) from articles") == 30
        assert len([path for path, times in stories(site).items() if times > 1]) <= 8
        assert naskh.rows("pragma integrity_check") == [("ok",)]
        assert "Traceback" not in naskh.log.read_text("utf-8")


def test_wrong_words_are_reported_in_a_sentence(naskh: Naskh) -> None:
    with served(lambda site: {}, "127.0.9.91") as site:
        watch(naskh, site)
        assert naskh.ask("backfill", "City")[0] == 2
        assert naskh.ask("backfill", "City", "--from", "soon")[0] == 2
        assert naskh.ask("backfill", "City", "--from", "2026-05", "--to", "2026-04")[0] == 2
        status, words = naskh.ask("backfill", "Nobody", "--from", "2026")
        assert status == 1 and "Nobody is not known by name, domain or source; `naskh sources` lists" in words
        assert "source; did you mean City? `naskh sources`" in naskh.ask("backfill", "Ctiy", "--from", "2026")[1]
