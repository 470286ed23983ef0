"""Finding the sources of a site from one address, on made sites of different make."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import made_sites
import pytest
from crawling import Newsroom, Site, response, run, starts_are_apart, workers
from made_sites import NOW, declared, front, rss, stories, xml

from crawler.finding import Finder, Found

ADDRESS = "127.0.9.21"


def finder(folder: Path, *, topic: str = "ai", **crawl: object) -> Finder:
    crawler = Newsroom(folder, **crawl).crawler  # type: ignore[arg-type]
    return Finder(crawler=crawler, workers=workers(), now=lambda: NOW, topic=topic)


def find(folder: Path, make, path: str = "/", *, kind=None, **crawl) -> tuple[Found, Site]:  # type: ignore[no-untyped-def]
    """What is found from one address of a made site."""

    async def search() -> tuple[Found, Site]:
        async with Site(ADDRESS) as site:
            site.pages = make(site)
            return await finder(folder, **crawl).find(site.url(path), kind=kind), site

    found, site = run(search())
    assert site.most_in_flight <= 1
    return found, site


def best(found: Found) -> tuple[str | None, str]:
    """Kind and path of what was chosen."""
    chosen = found.choice.best
    if chosen is None:
        return None, ""
    parts = urlsplit(chosen.url)
    return chosen.kind, parts.path + (f"?{parts.query}" if parts.query else "")


def notes(found: Found) -> dict[str, str]:
    return {urlsplit(each.url).path: each.note for each in found.choice.tried}


def test_the_main_feed_of_a_wordpress_wins_over_comments_and_categories(tmp_path: Path) -> None:
    found, site = find(tmp_path, made_sites.wordpress)
    assert best(found) == ("feed", "/feed/")
    assert found.site.name == "The Quay Post"
    assert notes(found)["/comments/feed/"] == "carries readers' comments, no articles"
    assert notes(found)["/category/ai/feed/"] == "only a section of the site"
    assert "whole texts" in found.choice.why
    assert "/wp-sitemap.xml" not in site.paths(), "with a good feed nothing more is asked for"


def test_an_article_leads_to_the_feed_of_its_site(tmp_path: Path) -> None:
    found, _ = find(tmp_path, made_sites.wordpress, "/2026/03/a-long-story-about-number-1000/")
    assert best(found) == ("feed", "/feed/")
    assert notes(found)["/2026/03/a-long-story-about-number-1000/feed/"] == "carries readers' comments, no articles"


def test_a_feed_that_is_given_is_taken_and_its_outlet_named_by_the_site(tmp_path: Path) -> None:
    found, site = find(tmp_path, made_sites.wordpress, "/category/ai/feed/")
    assert best(found) == ("feed", "/category/ai/feed/")
    assert (found.site.name, found.host) == ("The Quay Post", site.address)
    assert "/feed/" not in site.paths()


def test_the_share_on_topic_the_words_and_the_newest_item_are_measured(tmp_path: Path) -> None:
    found, _ = find(tmp_path, made_sites.wordpress)
    measured = found.choice.best.measured  # type: ignore[union-attr]
    assert (len(measured.items), measured.on_topic) == (8, 0.5)
    assert measured.words > 150
    assert (NOW - measured.newest).total_seconds() == 2 * 3600


def test_feeds_behind_a_page_are_found(tmp_path: Path) -> None:
    found, _ = find(tmp_path, made_sites.hidden_behind_a_page)
    assert best(found) == ("feed", "/xml/all.xml")
    assert notes(found)["/xml/sport.xml"] == "only a section of the site"


def test_where_there_is_nothing_nothing_is_chosen_and_all_that_was_tried_is_listed(tmp_path: Path) -> None:
    found, site = find(tmp_path, made_sites.nothing_at_all)
    assert best(found) == (None, "")
    assert len(found.choice.tried) == len(site.paths())
    assert all(each.note for each in found.choice.tried)


def test_broken_feeds_are_listed_and_one_at_the_usual_place_is_found(tmp_path: Path) -> None:
    found, _ = find(tmp_path, made_sites.broken_feed)
    assert best(found)[0] == "feed" and best(found)[1].rstrip("/") == "/feed"
    assert notes(found)["/old.xml"] == "HTTP 404"
    assert notes(found)["/rss/news"]


def test_the_feed_for_all_wins_over_newer_and_fuller_ones_for_sections(tmp_path: Path) -> None:
    found, _ = find(tmp_path, made_sites.several_categories)
    assert best(found) == ("feed", "/rss/latest")


def test_sections_that_call_the_front_page_their_home_are_recognised_by_what_they_cover(tmp_path: Path) -> None:
    def make(site: Site) -> made_sites.Pages:
        links, home = stories(site, 12), site.url("/")
        names = ("a", "b", "all", "c")
        parts = {"a": links[0::3], "b": links[1::3], "c": links[2::3], "all": links}
        return {
            "/": front(links, head="".join(declared(f"/{name}.rss", "News") for name in names)),
            **{f"/{name}.rss": xml(rss(parts[name], home=home)) for name in names},
        }

    found, _ = find(tmp_path, make)
    assert best(found) == ("feed", "/all.rss")


def test_the_feed_of_a_static_generator_is_found_unnamed(tmp_path: Path) -> None:
    found, _ = find(tmp_path, made_sites.static_generator)
    assert best(found) == ("feed", "/index.xml")
    assert found.site.name == "Notes of a lighthouse"


def test_without_a_feed_the_news_sitemap_of_robots_txt_is_chosen(tmp_path: Path) -> None:
    found, _ = find(tmp_path, made_sites.news_sitemap_only)
    assert best(found) == ("sitemap", "/google-news.xml")
    assert found.site.name == "Coast Courier"
    assert notes(found)["/sitemap-all.xml"]


def test_the_sitemaps_of_an_index_are_tried_packed_or_not(tmp_path: Path) -> None:
    found, _ = find(tmp_path, made_sites.sitemap_index)
    assert best(found) == ("sitemap", "/maps/news.xml.gz")


def test_a_feed_with_texts_is_chosen_over_one_without_that_has_the_same_articles(tmp_path: Path) -> None:
    found, _ = find(tmp_path, made_sites.atom_and_json)
    assert best(found) == ("feed", "/feed.json")
    assert notes(found)["/atom.xml"] == "carries less of the texts"


def test_a_feed_is_recognised_by_its_content(tmp_path: Path) -> None:
    found, _ = find(tmp_path, made_sites.feed_under_text_html)
    assert best(found) == ("feed", "/index.php?act=list&mode=7")


def test_a_site_with_a_front_page_alone_is_watched_by_it(tmp_path: Path) -> None:
    found, _ = find(tmp_path, made_sites.front_page_only)
    assert best(found) == ("front_page", "/")


def test_an_arabic_site_in_an_old_encoding_is_read(tmp_path: Path) -> None:
    found, _ = find(tmp_path, made_sites.arabic_cp1256)
    assert best(found) == ("feed", "/ar/rss.php")
    assert (found.site.name, found.site.language, found.site.country) == ("صحيفة الشاطئ", "ar", "LB")
    assert found.choice.best.measured.on_topic == 1.0  # type: ignore[union-attr]


def test_a_site_that_refuses_is_left_alone_after_a_few_requests(tmp_path: Path) -> None:
    found, site = find(tmp_path, made_sites.behind_403)
    assert best(found) == (None, "")
    assert found.stopped == "the site refused 4 requests in a row"
    assert len(site.paths()) == 4
    assert all("HTTP 403" in each.note or "not tried" in each.note for each in found.choice.tried)


def test_a_site_that_moved_is_found_where_it_is_now(tmp_path: Path) -> None:
    async def search() -> Found:
        async with Site(ADDRESS) as old, Site("127.0.9.22") as new:
            new.pages = made_sites.wordpress(new)
            old.pages = made_sites.moved_to(new)(old)
            return await finder(tmp_path).find(old.url("/"))

    found = run(search())
    assert best(found) == ("feed", "/feed/")
    assert found.host == "127.0.9.22"


def test_a_redirect_to_a_private_address_is_refused(tmp_path: Path) -> None:
    async def search() -> Found:
        async with Site(ADDRESS) as site:
            site.pages = {"/": response("", status=302, Location="http://10.0.0.7/")}
            return await finder(tmp_path).find(site.url("/"))

    found = run(search())
    assert best(found) == (None, "")
    assert "private address refused" in found.choice.tried[0].note


def test_nothing_is_asked_of_a_private_address_that_is_not_allowed(tmp_path: Path) -> None:
    found, site = find(tmp_path, made_sites.wordpress, allow_private=())
    assert site.hits == []
    assert found.stopped and "private address refused" in found.stopped


def test_what_robots_txt_forbids_is_not_asked_for_and_listed(tmp_path: Path) -> None:
    def make(site: Site) -> made_sites.Pages:
        return made_sites.wordpress(site) | {
            "/robots.txt": response("User-agent: *\nDisallow: /feed/\n", kind="text/plain")
        }

    found, site = find(tmp_path, make)
    assert "/feed/" not in site.paths()
    assert notes(found)["/feed/"] == "robots.txt forbids it"
    assert best(found)[0] in ("sitemap", "feed", "front_page")


def test_a_challenge_is_not_taken_for_a_site(tmp_path: Path) -> None:
    page = "<html><head><title>Just a moment...</title></head><body><script src='/cdn-cgi/challenge-platform/x'></script></body></html>"
    found, _ = find(tmp_path, lambda site: {"/": page})
    assert best(found) == (None, "")
    assert found.choice.tried and "a test for browsers" in " ".join(notes(found).values())


@pytest.mark.parametrize("kind", ["feed", "sitemap", "front_page"])
def test_the_kind_can_be_asked_for(tmp_path: Path, kind: str) -> None:
    found, _ = find(tmp_path, made_sites.wordpress, kind=kind)
    assert best(found)[0] == kind
    # Its feed works, whatever was asked for.
    assert ("the best of the kind that you asked for" in found.choice.why) is (kind != "feed")


def test_one_request_is_in_flight_and_the_gaps_are_kept(tmp_path: Path) -> None:
    _, site = find(tmp_path, made_sites.several_categories, delay_seconds=0.2)
    assert len(site.hits) > 6 and site.most_in_flight == 1 and starts_are_apart(site.hits, 0.2)
    assert len(site.fetches_of("/robots.txt")) == 1
    assert len(site.paths()) == len(set(site.paths())), "nothing is asked for twice"


def test_a_numbered_sitemap_is_visited_through_its_index(tmp_path: Path) -> None:
    found, site = find(tmp_path, made_sites.wordpress, kind="sitemap")
    assert best(found) == ("sitemap", "/wp-sitemap.xml")
    assert "/wp-sitemap-posts-post-1.xml" in site.paths()


def test_a_page_that_every_address_answers_with_is_no_source(tmp_path: Path) -> None:
    def make(site: Site) -> made_sites.Pages:
        pages = dict.fromkeys(("/", "/feed", "/rss", "/sitemap.xml", "/rss.xml"), front(stories(site, 9)))
        return pages | {"/news-sitemap.xml": xml(made_sites.news_sitemap(stories(site)))}

    found, _ = find(tmp_path, make)
    assert best(found) == ("sitemap", "/news-sitemap.xml")
    assert notes(found)["/feed"] == "a web page, neither feed nor sitemap"


def test_a_page_of_feeds_at_a_usual_place_is_read(tmp_path: Path) -> None:
    def make(site: Site) -> made_sites.Pages:
        return {
            "/": front(stories(site)),
            "/rss": front([], foot='<a href="feed:///127.0.9.21/x">old</a> <a href="/out/all.xml">All</a>'),
            "/out/all.xml": xml(rss(stories(site), home=site.url("/"))),
        }

    found, _ = find(tmp_path, make)
    assert best(found) == ("feed", "/out/all.xml")


def test_a_podcast_with_long_notes_does_not_win_over_the_feed_of_articles(tmp_path: Path) -> None:
    def make(site: Site) -> made_sites.Pages:
        links = stories(site)
        episodes = [site.url(f"/podcast/episode-number-{n}-of-the-show/") for n in range(100)]
        return {
            "/": front(links, head=declared("/podcast.rss", "Podcast") + declared("/articles.rss", "Articles")),
            "/podcast.rss": xml(rss(episodes, home=site.url("/"), hours=1, text=made_sites.PARAGRAPH)),
            "/articles.rss": xml(rss(links, home=site.url("/"), hours=5)),
        }

    found, _ = find(tmp_path, make)
    assert best(found) == ("feed", "/articles.rss")


def test_a_slow_site_is_not_given_up_for_a_sitemap_that_dates_every_page_today(tmp_path: Path) -> None:
    def make(site: Site) -> made_sites.Pages:
        links = stories(site, 4)
        return {
            "/": front(links, head=declared("/feed.atom", "", "application/atom+xml")),
            "/feed.atom": xml(made_sites.atom(links, home=site.url("/"), hours=24 * 200)),
            "/sitemap.xml": xml(made_sites.url_set([site.url("/about"), *links], hours=0)),
        }

    found, _ = find(tmp_path, make)
    assert best(found) == ("feed", "/feed.atom")


def test_addresses_of_a_day_and_a_name_are_a_sitemap_of_articles_and_those_of_sections_are_not(tmp_path: Path) -> None:
    def make(site: Site) -> made_sites.Pages:
        names = ("mudun", "harbour", "أخبار", "ports")
        sections = [site.url(f"/{name}") for name in ("about", "world", "category/city", "tag/sea")]
        return {
            "/": front([], title="Paper"),
            "/sitemap.xml": xml(made_sites.url_set([site.url(f"/2026/11/{name}") for name in names])),
            "/sections.xml": xml(made_sites.url_set(sections)),
        }

    found, _ = find(tmp_path, make, "/sitemap.xml")
    assert best(found) == ("sitemap", "/sitemap.xml")
    found, _ = find(tmp_path, make, "/sections.xml")
    assert notes(found)["/sections.xml"] == "names sections and the like, hardly an article"


def test_a_site_in_a_folder_of_another_one_is_found(tmp_path: Path) -> None:
    def make(site: Site) -> made_sites.Pages:
        links = stories(site, 5, prefix="/blog")
        return {
            "/": front([], title="A company"),
            "/blog/": front(links),
            "/blog/index.xml": xml(rss(links, title="Notes", home=site.url("/blog/"))),
            "/sitemap.xml": xml(made_sites.url_set([*links, *stories(site, 9, prefix="/products")])),
        }

    found, _ = find(tmp_path, make, "/blog/")
    assert best(found) == ("feed", "/blog/index.xml")


def test_an_index_that_is_given_is_taken_itself(tmp_path: Path) -> None:
    found, _ = find(tmp_path, made_sites.sitemap_index, "/sitemap.xml")
    assert best(found) == ("sitemap", "/sitemap.xml")


def test_a_feed_whose_site_is_named_wrongly_is_still_that_of_the_whole_site(tmp_path: Path) -> None:
    def make(site: Site) -> made_sites.Pages:
        links = stories(site)
        head = declared("/one.rss") + declared("/two.rss")
        return {
            "/": front(links, head=head),
            "/one.rss": xml(rss(links, home="http://localhost:8080/wordpress")),
            "/two.rss": xml(rss(links[:2], home=site.url("/two.rss"))),
        }

    found, _ = find(tmp_path, make)
    assert best(found) == ("feed", "/one.rss")
    assert "whole site" in found.choice.why


def test_a_site_whose_sitemap_a_link_tag_names_is_found(tmp_path: Path) -> None:
    def make(site: Site) -> made_sites.Pages:
        links = stories(site)
        head = '<link rel="sitemap" href="/maps/1"><link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/7">'
        return {"/": front(links, head=head), "/maps/1": xml(made_sites.url_set(links))}

    found, site = find(tmp_path, make)
    assert best(found) == ("sitemap", "/maps/1")
    assert not any("wp-json" in path for path in site.paths())


def test_an_article_is_no_front_page_however_its_address_looks(tmp_path: Path) -> None:
    def make(site: Site) -> made_sites.Pages:
        page = front(stories(site), head='<meta property="og:type" content="article">')
        return {"/": front(stories(site)), "/n/essays": page}

    found, site = find(tmp_path, make, "/n/essays")
    assert best(found) == ("front_page", "/")
    assert notes(found)["/n/essays"] == "a single article"
    assert "/n/essays/feed" not in site.paths()


@pytest.mark.parametrize(("path", "feed"), [("/ar", "/ar/rss.xml"), ("/en", "/en/rss.xml"), ("/", "/en/rss.xml")])
def test_the_feed_in_the_language_of_the_given_page_is_chosen(tmp_path: Path, path: str, feed: str) -> None:
    found, _ = find(tmp_path, made_sites.two_languages, path)
    assert best(found) == ("feed", feed)
    other = "/ar/rss.xml" if feed == "/en/rss.xml" else "/en/rss.xml"
    assert notes(found)[other].startswith("names other articles: add it as well")


def test_an_abandoned_feed_does_not_win_over_one_behind_a_page(tmp_path: Path) -> None:
    found, _ = find(tmp_path, made_sites.abandoned_feed)
    assert best(found) == ("feed", "/export/9c1")
    assert notes(found)["/rss.xml"] == "is 5 years behind another list of the site"
    assert notes(found)["/help/subscribe"] == "a web page, neither feed nor sitemap"
