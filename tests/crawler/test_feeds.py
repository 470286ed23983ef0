"""Feeds of every kind give their links with what they say of them; broken and hostile ones give an answer, too."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

import pytest
from crawling import HOSTILE
from hypothesis import given
from hypothesis import strategies as st

from crawler.content import read_listing
from crawler.feeds import parse_feed
from crawler.listing import MAX_LINKS
from crawler.markup import has_huge_tag
from crawler.opml import NoOpml, read_opml
from crawler.sitemaps import parse_sitemap
from model import Hints, Link, SourceKind

URL = "https://paper.example/feeds/all.xml"


def test_an_rss_item_gives_its_link_title_date_authors_and_summary() -> None:
    body = """<?xml version="1.0" encoding="utf-8"?>
    <rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>صحيفة</title><language>ar</language>
    <item><title>نموذج لغوي &amp; جديد</title><link> https://paper.example/index.php?123456 </link>
      <pubDate>Fri, 20 Mar 2026 09:30:00 +0200</pubDate><dc:creator>ليلى حداد</dc:creator>
      <description>&lt;p&gt;أعلنت الشركة &lt;b&gt;أمس&lt;/b&gt; عن النموذج.&lt;/p&gt;</description>
      <source url="https://agency.example/">وكالة</source></item>
    <item><title>Relative</title><link>/news/2</link></item>
    <item><title>No link at all</title></item>
    <item><title>Not the web</title><link>ftp://paper.example/3</link></item>
    </channel></rss>""".encode()
    listing = parse_feed(body, URL, "application/rss+xml")
    assert listing.problem is None
    assert listing.unusable == 2
    assert listing.links == (
        Link(
            url="https://paper.example/index.php?123456",
            hints=Hints(
                title="نموذج لغوي & جديد",
                published="Fri, 20 Mar 2026 09:30:00 +0200",
                authors=("ليلى حداد",),
                summary="أعلنت الشركة أمس عن النموذج.",
                outlet="وكالة",
                language="ar",
            ),
        ),
        Link(url="https://paper.example/news/2", hints=Hints(title="Relative", language="ar")),
    )


def test_an_atom_entry_keeps_published_and_updated_apart() -> None:
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://paper.example/" xml:lang="en"><title>P</title>
    <entry><title>A model</title><link rel="alternate" href="2026/03/a-model"/><id>tag:1</id>
      <published>2026-03-20T07:00:00Z</published><updated>2026-03-20T08:00:00Z</updated>
      <author><name>Nour Aziz</name></author><author><name>Ben Day</name></author></entry>
    <entry><title>Other</title><link href="https://paper.example/b"/><published>2026-03-20T07:00:00Z</published></entry>
    </feed>"""
    first, second = parse_feed(body, URL).links
    assert first.url == "https://paper.example/2026/03/a-model"
    assert (first.hints.published, first.hints.updated) == ("2026-03-20T07:00:00Z", "2026-03-20T08:00:00Z")
    assert first.hints.authors == ("Nour Aziz", "Ben Day")
    assert second.hints.updated is None


@pytest.mark.parametrize(
    "body",
    [
        '<rss version="0.91"><channel><item><title>T</title><link>https://paper.example/1</link></item></channel></rss>',
        '<rss version="0.92"><channel><item><title>T</title><link>https://paper.example/1</link></item></channel></rss>',
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel/>'
        '<item rdf:about="https://paper.example/1"><title>T</title><link>https://paper.example/1</link></item></rdf:RDF>',
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>T</title>'
        '<link rel="alternate" href="https://paper.example/1"/></entry></feed>',
        '<rss version="2.0"><channel><item><title>T</title><guid>https://paper.example/1</guid></item></channel></rss>',
    ],
)
def test_older_kinds_of_feeds_are_read(body: str) -> None:
    listing = parse_feed(body.encode(), URL)
    assert [link.url for link in listing.links] == ["https://paper.example/1"]
    assert listing.links[0].hints.title == "T"


RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><channel/>'
    '<item rdf:about="https://paper.example/1"><title>T</title><link>https://paper.example/1</link>{}</item></rdf:RDF>'
)
RSS_DATED = (
    '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
    "<item><title>T</title><link>https://paper.example/1</link>{}</item></channel></rss>"
)


@pytest.mark.parametrize(
    ("body", "date", "published"),
    [
        (RDF, "<dc:date>2026-03-02T08:30+02:00</dc:date>", "2026-03-02T08:30+02:00"),
        (RSS_DATED, "<dc:date>2026-03-02</dc:date>", "2026-03-02"),
        (RSS_DATED, "<dc:date>2026-03-03</dc:date><pubDate>2 Mar 2026</pubDate>", "2 Mar 2026"),
        (RDF, "<dcterms:modified>2026-03-03</dcterms:modified>", None),
        (RDF, "<dc:date>2026-03-02</dc:date><dcterms:modified>2026-03-03</dcterms:modified>", None),
    ],
)
def test_dublin_cores_date_is_when_an_item_was_published(body: str, date: str, published: str | None) -> None:
    [link] = parse_feed(body.format(date).encode(), "https://paper.example/feed").links
    assert link.hints.published == published


def test_a_json_feed_is_read() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "language": "ar",
        "items": [
            {
                "id": "1",
                "url": "https://paper.example/1",
                "title": "خبر",
                "summary": "<i>موجز</i>",
                "date_published": "2026-03-20T09:00:00+02:00",
                "date_modified": "2026-03-20T10:00:00+02:00",
                "authors": [{"name": "سامي"}, {"name": None}, 7],
            },
            {"id": "https://paper.example/2", "external_url": None},
            {"id": "3", "author": {"name": "old style"}},
            "nonsense",
        ],
    }
    listing = parse_feed(json.dumps(feed).encode("utf-8-sig"), URL, "application/feed+json")
    assert [link.url for link in listing.links] == ["https://paper.example/1", "https://paper.example/2"]
    assert listing.unusable == 2
    hints = listing.links[0].hints
    assert (hints.title, hints.summary, hints.language, hints.authors) == ("خبر", "موجز", "ar", ("سامي",))
    assert hints.updated == "2026-03-20T10:00:00+02:00"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>Not found</body></html>",
        b"{}",
        b"[1]",
        b"{broken",
        b'{"items": 3}',
        b"[" * 100_000,
        b"\x00" * 50,
    ],
)
def test_what_is_no_feed_is_reported_as_a_problem(body: bytes) -> None:
    listing = parse_feed(body, URL, "application/json" if body[:1] == b"[" else None)
    assert listing.links == () and listing.problem


def test_an_empty_feed_is_no_problem() -> None:
    assert parse_feed(b'<rss version="2.0"><channel><title>P</title></channel></rss>', URL).problem is None


def test_a_long_feed_is_cut_and_the_rest_counted() -> None:
    items = "".join(f"<item><link>https://paper.example/{n}</link></item>" for n in range(MAX_LINKS + 30))
    listing = parse_feed(f'<rss version="2.0"><channel>{items}</channel></rss>'.encode(), URL)
    assert (len(listing.links), listing.left_out) == (MAX_LINKS, 30)


def test_bytes_that_name_a_file_or_an_address_are_not_opened(tmp_path) -> None:  # type: ignore[no-untyped-def]
    secret = tmp_path / "secret.xml"
    secret.write_text('<rss version="2.0"><channel><item><link>https://x.example/1</link></item></channel></rss>')
    assert parse_feed(str(secret).encode(), URL).links == ()
    assert parse_feed(secret.as_uri().encode(), URL).links == ()


def test_a_json_feed_names_its_hub() -> None:
    hubs = [{"type": "rssCloud", "url": "https://cloud.example/"}, {"type": "WebSub", "url": "/hub"}, "broken"]
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [], "hubs": hubs}).encode()
    assert parse_feed(body, URL).hub == "https://paper.example/hub"
    assert parse_feed(body.replace(b"WebSub", b"other"), URL).hub is None


@given(st.binary(max_size=300), st.sampled_from([b"<rss version='2.0'><channel><item>", b"{", b"", b"<feed>"]))
def test_no_bytes_make_it_raise(tail: bytes, head: bytes) -> None:
    parse_feed(head + tail, URL)


@pytest.mark.parametrize("called", ["feed", "sitemap", "front_page"])
def test_all_collected_feeds_are_read_or_refused_with_a_reason(called: SourceKind) -> None:
    """As a visit reads them, whatever naskh.toml calls them: links, or one sentence that says why there are none."""
    feeds = sorted(path for path in (HOSTILE / "feeds").iterdir() if path.suffix == ".xml") if HOSTILE.exists() else []
    if not feeds:
        pytest.skip("the shared feeds are not here")
    with_links = 0
    for path in feeds:
        begin = time.process_time()
        listing = read_listing(called, path.read_bytes(), URL, None, datetime(2026, 3, 20, tzinfo=UTC))
        assert time.process_time() - begin < 5, path.name
        with_links += bool(listing.links)
        # A feed may have no entries; whatever is no feed says so.
        assert listing.links or listing.problem or listing.unusable or listing.kind == "feed", path.name
        assert listing.problem is None or (listing.problem and "\n" not in listing.problem), path.name
        for link in listing.links:
            assert link.url.lower().startswith(("http://", "https://")), path.name
            assert link.hints == link.hints and "\x00" not in repr(link), path.name
    assert with_links >= 15


@pytest.mark.parametrize("parse", ["feed", "sitemap"])
def test_xml_bombs_and_external_entities_have_no_effect(parse: str, now) -> None:  # type: ignore[no-untyped-def]
    bombs = sorted((HOSTILE / "generated").glob("xml_*.xml"))
    if not bombs:
        pytest.skip("the shared XML bombs are not here")
    for path in bombs:
        if path.name == "xml_DEEP.xml":
            continue  # feedparser needs long for it: the worker's time limit is for that, see test_crawler_hostile
        begin = time.process_time()
        body = path.read_bytes()
        listing = parse_feed(body, URL) if parse == "feed" else parse_sitemap(body, URL, None, now, 5 * 2**20)
        assert time.process_time() - begin < 10, path.name
        assert "root:" not in repr(listing), path.name
        assert len(repr(listing)) < 1_000_000, path.name


@pytest.fixture
def now():  # type: ignore[no-untyped-def]
    from datetime import UTC, datetime

    return datetime(2026, 3, 20, 12, 0, tzinfo=UTC)


def feed_of(*items: str, home: str = "https://paper.example/") -> bytes:
    return f'<rss version="2.0"><channel><link>{home}</link>{"".join(items)}</channel></rss>'.encode()


def item(link: str, title: str = "T") -> str:
    return f"<item><title>{title}</title>{link}</item>"


GOOD = item("<link>https://paper.example/good</link>", "Good")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Smile &#55357;&#56832; here", "Smile \U0001f600 here"),
        ("Smile &#xd83e;&#xDD16;", "Smile \U0001f916"),
        ("Half &#55357; here", "Half here"),
        ("Half &#56832;&#55357; turned", "Half turned"),
        ("Three &#55357;&#55357;&#56832;", "Three \U0001f600"),
        ("<![CDATA[Inside &#55357;&#56832;]]>", "Inside \U0001f600"),
        ("Twice &amp;#55357;&amp;#56832;", "Twice \U0001f600"),
        ("Nothing &#0;&#8; there &#99999999;", "Nothing there"),
        ("Cats & dogs &nbsp;&eacute; <3", "Cats & dogs é <3"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1256"])
def test_half_emojis_and_bare_signs_cost_no_entry(written: str, read: str, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + feed_of(item(LINK, written), GOOD).decode()
    listing = parse_feed(text.encode(encoding), URL, f"application/rss+xml; charset={encoding}")
    assert [link.url.rpartition("/")[2] for link in listing.links] == ["1", "good"]
    assert listing.links[0].hints.title == read and listing.problem is None


LINK = "<link>https://paper.example/1</link>"


def test_a_few_broken_bytes_do_not_change_how_a_feed_is_read() -> None:
    body = feed_of(item(LINK, "نموذج BYTES جديد"), GOOD)
    for broken in (b"\xff", b"\xed\xa0\xbd\xed\xb8\x80", b"\xed\xa0\xbd"):
        listing = parse_feed(body.replace(b"BYTES", broken), URL, "text/xml; charset=utf-8")
        title = str(listing.links[0].hints.title)
        assert title.startswith("نموذج ") and title.endswith(" جديد") and len(listing.links) == 2
    arabic = '<rss version="2.0"><channel><item><title>نموذج لغوي</title><link>https://paper.example/1</link></item>'
    listing = parse_feed(f"{arabic}</channel></rss>".encode("cp1256"), URL, "text/xml; charset=windows-1256")
    assert listing.links[0].hints.title == "نموذج لغوي"


@pytest.mark.parametrize("declaration", ["", '<?xml version="1.0"?>', '<?xml version="1.0" encoding="utf-8"?>'])
@pytest.mark.parametrize("content_type", [None, "text/xml", "application/rss+xml; charset=utf-8"])
def test_the_bytes_tell_the_encoding_of_a_feed_that_does_not(declaration: str, content_type: str | None) -> None:
    def read(title: str, address: str, encoding: str) -> tuple[str, str | None]:
        body = feed_of(item(f"<link>{address}</link>", title)).decode().encode(encoding)
        (link,) = parse_feed(declaration.encode() + body, URL, content_type).links
        return link.url, link.hints.title

    for title, address, encoding in (
        ("محاريث ثلج تتعلم من كل طريق تمر به في الوادي", "https://waraq.example/أخبار/خبر", "cp1256"),
        ("Déjà vu à l'Élysée : où sont passés les élèves ?", "https://loom.example/1", "cp1252"),
        ("Снегоуборочные машины учатся на каждой дороге", "https://sneg.example/1", "cp1251"),
    ):
        assert read(title, address, encoding) == (address, title)


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("<link/>", None),
        ("<link> </link>", None),
        ("<link><![CDATA[ ]]></link>", None),
        (f"<link>{URL}</link>", None),
        ("<link>#top</link>", None),
        ("<guid>12345</guid>", None),
        ("<guid>tag:paper.example,2026:1</guid>", None),
        ("<guid>urn:uuid:5f1c</guid>", None),
        ('<guid isPermaLink="true">a-b-c</guid>', None),
        ('<guid isPermaLink="false">https://paper.example/1</guid>', None),
        ("<link/><guid>https://paper.example/1</guid>", "https://paper.example/1"),
        ("<guid>https://paper.example/1</guid><link></link>", "https://paper.example/1"),
        ("<link>urn:x:1</link><guid>https://paper.example/1</guid>", "https://paper.example/1"),
        ("<link>urn:x:1</link><guid isPermaLink='false'>https://paper.example/1</guid>", None),
        ("<guid>/news/7</guid>", "https://paper.example/news/7"),
        ("<guid>77</guid><link>news/7</link>", "https://paper.example/feeds/news/7"),
        ("<link>?id=7&cat=3&copy=1</link>", "https://paper.example/feeds/all.xml?id=7&cat=3&copy=1"),
        ("<link>/7?a=1&amp;amp;b=2</link>", "https://paper.example/7?a=1&b=2"),
    ],
)
def test_what_is_an_address_and_what_is_none(link: str, address: str | None) -> None:
    listing = parse_feed(feed_of(item(link), GOOD), URL)
    found = [each.url for each in listing.links]
    assert found == ([address] if address else []) + ["https://paper.example/good"]
    assert listing.unusable == (address is None)


def test_where_all_items_link_the_front_page_their_guids_lead_to_them() -> None:
    body = feed_of(
        "<item><link>https://paper.example</link><guid>https://paper.example/1</guid></item>",
        '<item><link>https://paper.example/</link><guid isPermaLink="false">https://paper.example/2</guid></item>',
    )
    assert [link.url for link in parse_feed(body, URL).links] == ["https://paper.example/1", "https://paper.example/"]


def test_atom_ids_and_empty_links_are_no_addresses() -> None:
    entries = (
        "<entry><id>tag:a,2026:1</id><link href=''/></entry><entry><id>urn:uuid:1</id></entry>"
        "<entry><id>https://paper.example/2</id></entry><entry><id>x</id><link href='/3'/></entry>"
    )
    listing = parse_feed(f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'.encode(), URL)
    assert [link.url for link in listing.links] == ["https://paper.example/2", "https://paper.example/3"]
    assert listing.unusable == 2


def test_a_relative_link_is_remembered_on_the_feeds_site_too() -> None:
    elsewhere = "https://feeds.example/paper.xml"
    links = parse_feed(feed_of(item("<link>/news/1</link>"), GOOD), elsewhere).links
    assert [(link.url, link.hints.other_url) for link in links] == [
        ("https://feeds.example/news/1", "https://paper.example/news/1"),
        ("https://paper.example/good", None),
    ]
    feed = {"home_page_url": "https://paper.example", "items": [{"url": "news/1"}, {"url": ""}, {"id": "tag:1"}]}
    listing = parse_feed(json.dumps(feed).encode(), elsewhere)
    assert [link.hints.other_url for link in listing.links] == ["https://paper.example/news/1"]
    assert listing.unusable == 2


def test_a_feed_that_breaks_off_gives_its_whole_entries_and_says_so() -> None:
    body = feed_of(GOOD, item("<link>https://paper.example/long-address</link>"))
    for length in (body.index(b"long-address") + 4, body.index(b"</channel>"), body.index(b"<title>T<")):
        listing = parse_feed(body[:length], URL)
        assert "breaks off" in str(listing.problem)
        assert listing.links[0].hints.title == "Good" and not any(link.url.endswith("/long") for link in listing.links)


def test_a_json_feed_with_broken_characters_is_read() -> None:
    body = b'{"items": [{"url": "https://paper.example/1", "title": "a \xff\\ud83d\nb"}, {"url": "/2"}]}'
    listing = parse_feed(body, URL, "application/json")
    assert [link.url for link in listing.links] == ["https://paper.example/1", "https://paper.example/2"]


@pytest.mark.parametrize(
    "mess",
    [
        "<gml:pos>not a number</gml:pos>",
        "<textInput>x</textInput><georss:point>1</georss:point>",
        "<creativeCommons:license/>",
        "<source url='http://['>",
        "<content type='xhtml'><div><p>",
        "<description><b>",
        "</title></link><!DOCTYPE x>",
        "<title>&#xFFFFFFFF;</title><updated>-1</updated>",
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_odd_entry_takes_no_other_with_it(mess: str, place: int) -> None:
    good = [item(f"<link>https://paper.example/{n}</link>", f"Good {n}") for n in range(3)]
    entries = [*good[:place], f"<item>{mess}<title>Odd</title></item>", *good[place:]]
    listing = parse_feed(feed_of(*entries), URL)
    assert [link.url.rpartition("/")[2] for link in listing.links] == ["0", "1", "2"]
    assert [link.hints.title for link in listing.links] == ["Good 0", "Good 1", "Good 2"]
    assert listing.unusable == 1


def test_a_feed_of_entries_that_never_end_is_given_up_in_time() -> None:
    begin = time.process_time()
    parse_feed(b"<rss><channel>" + b"<item>" * 100_000, URL)
    assert time.process_time() - begin < 20


@pytest.mark.parametrize("value", ["1", ">", "<", "'>", "<a href=x>"])
@pytest.mark.parametrize("quote", ['"', "'"])
def test_a_tag_with_all_attributes_there_are_is_refused_at_once(value: str, quote: str) -> None:
    value = value.replace(quote, "")
    attributes = " ".join(f"a{n}={quote}{value}{quote}" for n in range(100_000))
    began = time.process_time()
    listing = parse_feed(
        f"<rss><channel {attributes}><item><link>https://a.example/1</link></item></channel></rss>".encode(),
        "https://a.example/feed",
        "application/rss+xml",
    )
    assert "a tag of more than" in str(listing.problem)
    with pytest.raises(NoOpml, match="a tag that is too long"):
        read_opml(f"<opml><body><outline {attributes} xmlUrl='https://a.example/'/></body></opml>".encode())
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "part", ["<", "<a ", "<a '", '<a "', "<a=\"'>", 'don\'t "say" < ', "&lt;p class='x'&gt;", '<a href=">">']
)
def test_looking_for_long_tags_takes_no_longer_than_the_feed_is_long(part: str) -> None:
    began = time.process_time()
    has_huge_tag((part * 200_000).encode(), 200_000)
    assert time.process_time() - began < 2


def test_a_long_text_is_no_long_tag() -> None:
    prose = "He said \"don't\" if 1 < 2 and it's > 0; " * 10_000
    for text in (prose, f"<![CDATA[<p class='a'>{prose}</p>]]>", prose.replace("<", "&lt;").replace(">", "&gt;")):
        body = f"<rss><channel><item><description>{text}</description></item></channel></rss>".encode()
        assert not has_huge_tag(body, 200_000)
