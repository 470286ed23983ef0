import gzip
import hashlib
import io
import json
import lzma
import os
import tracemalloc
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import SHARED
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.files import FileProblem, Skipped, read_paths
from model import Page

DATA = SHARED
HTML = "<html><head><title>خبر</title></head><body><p>أطلقت الشركة أداة جديدة للترجمة.</p></body></html>"
FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>الأخبار</title><language>ar</language>
<item><title>أداة &amp; ترجمة</title><link>https://news.example/1</link>
<pubDate>Thu, 20 Mar 2025 10:00:00 GMT</pubDate>
<dc:creator>ليلى حداد</dc:creator><description>موجز.</description>
<content:encoded><![CDATA[<p>نص كامل للخبر الأول.</p>]]></content:encoded></item>
<item><title>موجز فقط</title><link>https://news.example/2</link><description>جملة واحدة.</description></item>
<item><title>وصف طويل</title><link>https://news.example/3</link><description>LONG</description></item>
</channel></rss>""".replace("LONG", "كلمة " * 90)


def read(*paths: Path | str, stdin: bytes | None = None) -> list[Page | FileProblem | Skipped]:
    return list(read_paths([str(path) for path in paths], stdin=None if stdin is None else io.BytesIO(stdin)))


def only_page(*paths: Path | str, stdin: bytes | None = None) -> Page:
    (found,) = read(*paths, stdin=stdin)
    assert isinstance(found, Page), found
    return found


def only_problem(*paths: Path | str, stdin: bytes | None = None) -> FileProblem:
    (found,) = read(*paths, stdin=stdin)
    assert isinstance(found, FileProblem), found
    return found


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def warc(*answers: tuple[str, str, list[tuple[str, str]], bytes], gz: bool) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=gz)
    out.write(b"")
    writer.write_record(writer.create_warcinfo_record("x.warc", {"software": "test"}))
    for url, status, headers, body in answers:
        http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
        dates = {"WARC-Date": "2024-04-28T15:58:36Z"}
        writer.write_record(
            writer.create_warc_record(
                url, "response", payload=io.BytesIO(body), http_headers=http, warc_headers_dict=dates
            )
        )
    return out.getvalue()


def test_a_text_file_becomes_a_page_known_by_its_bytes(tmp_path: Path) -> None:
    body = "سطر أول\nسطر ثان\n".encode()
    page = only_page(write(tmp_path / "خبر.txt", body))
    assert page.kind == "text"
    assert page.body == body
    assert page.url == (tmp_path / "خبر.txt").resolve().as_uri()
    assert page.import_key == "file:" + hashlib.sha256(body).hexdigest()
    assert page.fetched_at is None
    moved = only_page(write(tmp_path / "elsewhere" / "copy.txt", body))
    assert moved.import_key == page.import_key


def test_an_html_file_becomes_a_page_at_its_file_address(tmp_path: Path) -> None:
    for name in ("a.html", "b.HTM"):
        page = only_page(write(tmp_path / name, HTML))
        assert (page.kind, page.body, page.outcome) == ("html", HTML.encode(), "fetched")
        assert page.url.startswith("file:///")
        assert page.url.endswith(name)


@pytest.mark.parametrize("suffix", [".gz", ".xz"])
def test_compressed_files_are_read_as_if_they_were_not(tmp_path: Path, suffix: str) -> None:
    pack = gzip.compress if suffix == ".gz" else lzma.compress
    page = only_page(write(tmp_path / f"a.html{suffix}", pack(HTML.encode())))
    assert page.body == HTML.encode()
    assert page.url.endswith(f"a.html{suffix}")
    assert page.import_key == only_page(write(tmp_path / "a.html", HTML)).import_key
    lines = b"".join(json.dumps({"url": f"https://a.example/{n}", "text": "نص"}).encode() + b"\n" for n in range(50))
    packed = pack(lines[:700]) + pack(lines[700:])  # two streams, one after the other, inside a line
    assert len(read(write(tmp_path / f"a.jsonl{suffix}", packed))) == 50


def test_the_bytes_decide_what_is_compressed_not_the_name(tmp_path: Path) -> None:
    assert only_page(write(tmp_path / "saved.html", gzip.compress(HTML.encode()))).body == HTML.encode()
    assert only_page(write(tmp_path / "plain.html.gz", HTML)).body == HTML.encode()
    twice = gzip.compress(gzip.compress(HTML.encode()))
    assert only_page(write(tmp_path / "twice.html.gz", twice)).body == HTML.encode()
    for innermost in (gzip.compress, lzma.compress):
        thrice = gzip.compress(gzip.compress(innermost(HTML.encode())))
        assert "compressed more than" in only_problem(write(tmp_path / "x.html.gz", thrice)).reason


def test_a_json_line_becomes_a_record_page_with_its_own_address(tmp_path: Path) -> None:
    one = {"url": "https://a.example/1?x&y=2#z", "title": "عنوان", "text": "نص", "source": "الصحيفة"}
    two = {"text": "نص", "id": 7, "source": "الصحيفة", "title": "عنوان", "url": "https://a.example/1?x&y=2#z"}
    path = write(tmp_path / "a.jsonl", "\ufeff" + json.dumps(one) + "\r\n\n" + json.dumps(two))
    first, second = read(path)
    assert isinstance(first, Page)
    assert isinstance(second, Page)
    assert (first.kind, first.url) == ("record", "https://a.example/1?x&y=2#z")
    assert json.loads(second.body) == two
    assert first.import_key == second.import_key  # the same article, whatever the order and other keys
    assert str(first.import_key).startswith("record:")


def test_bad_lines_are_reported_with_their_number_and_the_rest_is_read(tmp_path: Path) -> None:
    lines = [
        '{"url": "https://a.example/1", "text": "x"}',
        "[1, 2]",
        "{broken",
        '{"url": "https://a.example/2"}',
        '{"text": "no address"}',
        '{"url": "https://a.example/3", "text": ["a"]}',
        "[" * 100_000,
        '{"url": "https://a.example/4", "html": "<p>x"}',
    ]
    found = read(write(tmp_path / "a.jsonl", "\n".join(lines).encode() + b"\n\xff\xfe\n"))
    problems = [item for item in found if isinstance(item, FileProblem)]
    assert [problem.line for problem in problems] == [2, 3, 4, 5, 6, 7, 9]
    assert [page.url[-1] for page in found if isinstance(page, Page)] == ["1", "4"]
    assert "neither" in problems[2].reason
    assert "not UTF-8" in problems[-1].reason
    assert str(problems[0]).endswith("a.jsonl:2: is not a JSON object, but a list")


def test_a_line_too_long_is_passed_over_in_bounded_memory(tmp_path: Path) -> None:
    good = b'{"url": "https://a.example/1", "text": "x"}\n'
    path = write(tmp_path / "a.jsonl.gz", gzip.compress(good + b"0" * (80 * 1024 * 1024) + b"\n" + good, 1))
    tracemalloc.start()
    found = read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [type(item) for item in found] == [Page, FileProblem, Page]
    assert peak < 64 * 1024 * 1024


@pytest.mark.parametrize("name", ["b.html.gz", "b.txt.xz", "b.xml.gz", "b.jsonl.gz", "b.warc.gz"])
def test_a_bomb_is_a_problem_and_not_a_crash(tmp_path: Path, name: str) -> None:
    pack = gzip.compress if name.endswith(".gz") else lzma.compress
    path = write(tmp_path / name, pack(bytes(1024 * 1024)) * 96)
    tracemalloc.start()
    problem = only_problem(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "larger" in problem.reason or "longer" in problem.reason
    assert peak < 160 * 1024 * 1024


def test_an_xz_header_that_asks_for_gigabytes_is_refused(tmp_path: Path) -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 512 * 1024 * 1024, "mode": lzma.MODE_FAST, "mf": lzma.MF_HC3}]
    try:
        packed = lzma.compress(HTML.encode(), filters=filters)
    except (MemoryError, lzma.LZMAError):
        pytest.skip("not enough memory here to write such a file")
    assert "cannot be read" in only_problem(write(tmp_path / "a.html.xz", packed)).reason


@pytest.mark.parametrize("suffix", [".gz", ".xz"])
def test_a_file_cut_short_gives_its_lines_and_then_a_problem(tmp_path: Path, suffix: str) -> None:
    pack = gzip.compress if suffix == ".gz" else lzma.compress
    random = os.urandom(100_000).hex()
    lines = [json.dumps({"url": f"https://a.example/{n}", "text": random[n * 100 :][:100]}) for n in range(1500)]
    path = write(tmp_path / f"a.jsonl{suffix}", pack("\n".join(lines).encode())[:-40_000])
    *pages, problem = read(path)
    assert isinstance(problem, FileProblem)
    assert len(pages) > 100
    assert all(isinstance(page, Page) for page in pages[:-1])


def test_a_folder_is_read_in_order_with_what_lies_below(tmp_path: Path) -> None:
    for name in ("b.txt", "a/2.txt", "a/1.html", "c.pdf", ".hidden.txt", ".git/x.txt", "d.json", "README"):
        write(tmp_path / name, HTML)
    found = read(tmp_path)
    assert [page.url.rsplit("/", 1)[1] for page in found if isinstance(page, Page)] == [
        "1.html",
        "2.txt",
        "b.txt",
    ]
    reasons = Counter(item.reason for item in found if isinstance(item, Skipped))
    assert reasons["hidden"] == 2
    assert reasons["not a kind that is imported (.pdf)"] == 1
    assert reasons["not a kind that is imported (no suffix)"] == 1
    assert not [item for item in found if isinstance(item, FileProblem)]


def test_links_that_lead_in_circles_or_nowhere_do_no_harm(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "x")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "itself.txt").symlink_to(tmp_path / "itself.txt")
    found = read(tmp_path)
    assert sorted(type(item).__name__ for item in found) == ["FileProblem", "FileProblem", "Page", "Skipped"]
    write(tmp_path / "manifest.jsonl", '{"file": "a.txt"}\n{"file": "itself.txt"}\n{"file": "loop/itself.txt"}\n')
    assert [type(item).__name__ for item in read(tmp_path)] == ["Page", "FileProblem", "FileProblem"]


def test_a_link_leads_to_no_file_outside_of_the_folder_that_was_named(tmp_path: Path) -> None:
    outside = write(tmp_path / "home/secret.txt", "secret")
    listed = write(tmp_path / "home/manifest.jsonl", json.dumps({"file": "secret.txt"}))
    os.mkfifo(tmp_path / "home/pipe")
    folder = tmp_path / "in"
    write(folder / "a.txt", "words")
    write(folder / "below/b.txt", "other words")
    os.mkfifo(folder / "pipe.txt")
    for name, target in {
        "absolute.txt": outside,
        "relative.txt": Path("../home/secret.txt"),
        "below/up.txt": Path("../../home/secret.txt"),
        "by_link.txt": Path("absolute.txt"),
        "pipe_outside.txt": tmp_path / "home/pipe",
        "pipe_inside.txt": folder / "pipe.txt",
        "zeros.html": Path("/dev/zero"),
        "manifest.jsonl": listed,
        "below/manifest.jsonl": listed,
        "inside.txt": Path("below/b.txt"),
        "below/again.txt": Path("../a.txt"),
    }.items():
        (folder / name).symlink_to(target)
    found = read(folder)
    assert sorted(page.body for page in found if isinstance(page, Page)) == [b"other words"] * 2 + [b"words"] * 2
    reasons = Counter(item.reason for item in found if isinstance(item, Skipped))
    assert reasons == {"link out of the folder; name the file itself": 8, "not a file": 2}
    # Who names a link means what it leads to; so does who names a folder by one.
    assert only_page(folder / "absolute.txt").body == b"secret"
    (tmp_path / "link").symlink_to(folder)
    assert len([page for page in read(tmp_path / "link") if isinstance(page, Page)]) == 4


def test_what_cannot_be_read_is_a_problem_in_its_place(tmp_path: Path) -> None:
    good = write(tmp_path / "good.txt", "نص")
    empty = write(tmp_path / "empty.txt", " \n")
    missing, nothing, page = read(tmp_path / "missing.txt", empty, good)
    assert isinstance(missing, FileProblem)
    assert "no such file" in missing.reason and missing.is_missing
    assert isinstance(nothing, FileProblem)
    assert nothing.reason == "is empty" and not nothing.is_missing
    assert isinstance(page, Page)
    assert not only_problem("a" * 5000).is_missing, "a name that is too long is another mistake"


def test_a_name_that_is_no_text_can_still_be_shown(tmp_path: Path) -> None:
    try:
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.pdf"))
        path.write_bytes(b"x")
    except OSError:
        pytest.skip("this file system keeps names to text")
    (found,) = read(tmp_path)
    assert isinstance(found, Skipped)
    found.path.encode()


def test_a_manifest_gives_address_time_and_outlet_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path / "one.html.gz", gzip.compress(HTML.encode()))
    write(tmp_path / "two.txt", "نص")
    write(tmp_path / "left_out.html", HTML)
    write(tmp_path / "below" / "left_out.txt", "x")
    lines = [
        {
            "file": "one.html.gz",
            "url": "https://news.example/1?a=b#c",
            "crawl": "2024-04-28 15:58:36.182113",
            "outlet": "الصحيفة",
            "title": "gold",
            "date": "2024-04-27",
        },
        {"file": "two.txt", "crawl": "2024-04-28T17:58:36+02:00"},
    ]
    write(tmp_path / "manifest.jsonl", "\n".join(map(json.dumps, lines)))
    one, two = read(tmp_path)
    assert isinstance(one, Page)
    assert isinstance(two, Page)
    assert one.url == "https://news.example/1?a=b#c"
    assert one.body == HTML.encode()
    assert one.fetched_at == datetime(2024, 4, 28, 15, 58, 36, 182113, tzinfo=UTC)
    assert one.hints.outlet == "الصحيفة"
    assert (one.hints.title, one.hints.published) == (None, None)
    assert two.kind == "text"
    assert two.url == (tmp_path / "two.txt").resolve().as_uri()
    assert two.fetched_at == datetime(2024, 4, 28, 15, 58, 36, tzinfo=UTC)
    assert read(tmp_path / "manifest.jsonl") == [one, two]


def test_one_body_at_two_addresses_is_two_pages(tmp_path: Path) -> None:
    write(tmp_path / "a.html", HTML)
    lines = [{"file": "a.html", "url": f"https://news.example/{n}"} for n in (1, 2)]
    write(tmp_path / "manifest.jsonl", "\n".join(map(json.dumps, lines)))
    one, two = read(tmp_path)
    assert isinstance(one, Page)
    assert isinstance(two, Page)
    assert one.import_key != two.import_key


def test_a_manifest_cannot_reach_out_of_its_folder(tmp_path: Path) -> None:
    write(tmp_path / "secret.txt", "secret")
    folder = tmp_path / "in"
    write(folder / "a.txt", "نص")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    files = ["../secret.txt", str(tmp_path / "secret.txt"), "link.txt", "missing.txt", "", "a\0b", 7, "a.txt"]
    write(folder / "manifest.jsonl", "\n".join(json.dumps({"file": file}) for file in files))
    found = read(folder)
    assert [item.line for item in found if isinstance(item, FileProblem)] == [1, 2, 3, 4, 5, 6, 7]
    assert isinstance(found[-1], Page)


def test_broken_manifest_lines_are_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "نص")
    lines = [
        '{"file": "a.txt"}',
        "{",
        "3",
        '{"file": "a.txt", "crawl": "yesterday", "url": "https://a.example/"}',
    ]
    write(tmp_path / "manifest.jsonl", "\n".join(lines))
    found = read(tmp_path)
    assert [item.line for item in found if isinstance(item, FileProblem)] == [2, 3, 4]
    assert [item.url for item in found if isinstance(item, Page)][-1] == "https://a.example/"


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_a_manifest_that_breaks_off_is_reported_after_what_was_read(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    write(tmp_path / "a.txt", "نص")
    lines = "".join(f'{{"file": "a.txt", "url": "https://a.example/{os.urandom(20).hex()}"}}\n' for _ in range(4000))
    write(tmp_path / "manifest.jsonl", pack(lines.encode())[:-2000])
    found = read(tmp_path / "manifest.jsonl")
    assert isinstance(found[0], Page)
    assert isinstance(found[-1], FileProblem)
    assert len(found) < 4001


def test_a_manifest_of_articles_is_read_like_any_other_lines(tmp_path: Path) -> None:
    write(tmp_path / "manifest.jsonl", '{"url": "https://a.example/1", "text": "x"}')
    write(tmp_path / "a.txt", "نص")
    assert [page.kind for page in read(tmp_path) if isinstance(page, Page)] == ["text", "record"]


def test_feed_entries_with_their_whole_text_become_pages(tmp_path: Path) -> None:
    whole, summary, long = read(write(tmp_path / "feed.xml", FEED))
    assert isinstance(whole, Page)
    assert whole.url == "https://news.example/1"
    assert "نص كامل للخبر الأول" in whole.body.decode()
    assert whole.hints.title == "أداة & ترجمة"
    assert whole.hints.published == "Thu, 20 Mar 2025 10:00:00 GMT"
    assert whole.hints.authors == ("ليلى حداد",)
    assert whole.hints.language == "ar"
    assert isinstance(summary, Skipped)
    assert isinstance(long, Page)
    assert len({whole.import_key, long.import_key}) == 2


def test_xml_that_is_no_feed_is_skipped(tmp_path: Path) -> None:
    sitemap = '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>'
    (found,) = read(write(tmp_path / "sitemap.xml", sitemap))
    assert isinstance(found, Skipped)


@pytest.mark.parametrize("value", ["1", ">", "<"])
def test_a_tag_without_end_is_refused_before_it_costs_minutes(tmp_path: Path, value: str) -> None:
    attributes = " ".join(f'a{n}="{value}"' for n in range(100_000))
    path = write(tmp_path / "a.xml", f"<rss><channel><item {attributes}></item></channel></rss>")
    assert "64 kB" in only_problem(path).reason


def test_an_address_that_an_archive_holds_twice_is_one_page_for_each_text(tmp_path: Path) -> None:
    html = [("Content-Type", "text/html")]
    answers = [("https://a.example/1", "200 OK", html, body) for body in (b"<p>then", b"<p>now", b"<p>now")]
    then, now, again = read(write(tmp_path / "a.warc", warc(*answers, gz=False)))
    assert isinstance(then, Page) and isinstance(now, Page) and isinstance(again, Page)
    assert then.import_key != now.import_key == again.import_key


@pytest.mark.parametrize("gz", [True, False])
def test_html_answers_of_an_archive_become_pages(tmp_path: Path, gz: bool) -> None:
    html = [("Content-Type", "text/html; charset=windows-1256")]
    body = HTML.encode("cp1256")
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    archive = warc(
        ("https://a.example/1", "200 OK", html, body),
        ("https://a.example/2", "200 OK", [*html, ("Content-Encoding", "gzip")], gzip.compress(body)),
        ("https://a.example/3", "200 OK", [*html, ("Content-Encoding", "br")], brotli.compress(body)),
        ("https://a.example/4", "200 OK", [*html, ("Content-Encoding", "gzip")], body),
        ("https://a.example/5", "200 OK", [*html, ("Transfer-Encoding", "chunked")], chunked),
        ("https://a.example/6", "404 Not Found", html, body),
        ("https://a.example/7.png", "200 OK", [("Content-Type", "image/png")], b"\x89PNG"),
        gz=gz,
    )
    found = read(write(tmp_path / ("a.warc.gz" if gz else "a.warc"), archive))
    pages = [page for page in found if isinstance(page, Page)]
    assert [page.url[-1] for page in pages] == ["1", "2", "3", "4", "5"]
    assert {page.body for page in pages} == {body}
    assert {page.content_type for page in pages} == {"text/html; charset=windows-1256"}
    assert {page.fetched_at for page in pages} == {datetime(2024, 4, 28, 15, 58, 36, tzinfo=UTC)}
    assert len({page.import_key for page in pages}) == 5
    assert len([item for item in found if isinstance(item, Skipped)]) == 2
    assert len(found) == 7


def test_a_bomb_inside_an_archive_is_one_problem_and_the_rest_is_read(tmp_path: Path) -> None:
    html = [("Content-Type", "text/html")]
    zeros = bytes(80 * 1024 * 1024)
    archive = warc(
        (
            "https://a.example/1",
            "200 OK",
            [*html, ("Content-Encoding", "br")],
            brotli.compress(zeros, quality=1),
        ),
        ("https://a.example/2", "200 OK", [*html, ("Content-Encoding", "gzip")], gzip.compress(zeros, 1)),
        ("https://a.example/3", "200 OK", [*html, ("Content-Encoding", "zstd")], b"xx"),
        ("https://a.example/4", "200 OK", html, HTML.encode()),
        gz=True,
    )
    found = read(write(tmp_path / "a.warc.gz", archive))
    assert [type(item) for item in found] == [FileProblem, FileProblem, FileProblem, Page]


def test_a_record_without_an_address_or_an_answer_costs_itself_only(tmp_path: Path) -> None:
    html = [("Content-Type", "text/html")]
    archive = warc(*((f"https://a.example/{n}", "200 OK", html, b"<p>words") for n in range(3)), gz=False)
    nameless = archive.replace(b"WARC-Target-URI: https://a.example/0\r\n", b"")
    assert nameless != archive
    found = read(write(tmp_path / "a.warc", nameless))
    assert [type(item) for item in found] == [FileProblem, Page, Page]
    assert found[0].reason == "the record has no WARC-Target-URI"
    found = read(write(tmp_path / "b.warc", archive.replace(b"HTTP/1.", b"HTXX/1.", 1)))
    assert [type(item) for item in found] == [FileProblem, Page, Page]


def test_a_broken_archive_gives_what_came_before(tmp_path: Path) -> None:
    html = [("Content-Type", "text/html")]
    answers = [(f"https://a.example/{n}", "200 OK", html, os.urandom(3000).hex().encode()) for n in range(9)]
    archive = warc(*answers, gz=True)
    found = read(write(tmp_path / "a.warc.gz", archive[: len(archive) * 2 // 3]))
    assert isinstance(found[0], Page)
    assert isinstance(found[-1], FileProblem)
    plain = warc(*answers, gz=False)
    *whole, cut = read(write(tmp_path / "cut.warc", plain[: plain.rindex(b"HTTP/1.1") + 2000]))
    assert [type(item) for item in whole] == [Page] * 8
    assert isinstance(cut, FileProblem) and cut.reason == "https://a.example/8: the archive ends inside this record"
    assert isinstance(only_problem(write(tmp_path / "b.warc", b"not an archive\n" * 99)), FileProblem)
    assert only_problem(write(tmp_path / "c.warc", b"")).reason == "is empty"


@pytest.mark.parametrize(
    ("content", "kinds"),
    [
        (HTML.encode(), ["html"]),
        (b"\xef\xbb\xbf \n<!DOCTYPE html>" + HTML.encode(), ["html"]),
        (gzip.compress(HTML.encode()), ["html"]),
        (b'{"url": "https://a.example/1", "text": "x"}\n' * 2, ["record", "record"]),
        (lzma.compress(b'{"url": "https://a.example/1", "text": "x"}\n'), ["record"]),
        ("عنوان\n\nنص < 5".encode(), ["text"]),
        (FEED.encode(), ["html", "html"]),
        (
            warc(("https://a.example/1", "200 OK", [("Content-Type", "text/html")], b"<p>x"), gz=True),
            ["html"],
        ),
    ],
)
def test_stdin_is_read_as_what_it_looks_like(content: bytes, kinds: list[str]) -> None:
    assert [page.kind for page in read("-", stdin=content) if isinstance(page, Page)] == kinds


_TABLE = 'url,title,text\nhttps://a.example/1,Ploughs,"They clear\nfour roads."\nhttps://a.example/2,Snow,It falls.\n'
_ARABIC_TABLE = "\ufeffالعنوان;الرابط;النص\nمحاريث;https://a.example/1;تشق الطرق\n"


@pytest.mark.parametrize(
    "content",
    [
        _TABLE.encode(),
        gzip.compress(_TABLE.encode()),
        _ARABIC_TABLE.encode(),
        _ARABIC_TABLE.removeprefix("\ufeff").replace(";", "\t").encode("utf-16"),
        # Of a row that is longer than what is looked at there is the beginning.
        f"url,text\nhttps://a.example/1,{'long ' * 9000}".encode(),
    ],
)
def test_a_table_from_stdin_is_refused_and_not_taken_for_one_text(content: bytes) -> None:
    assert only_problem("-", stdin=content).reason.startswith("is a table of one article a row")
    assert "docs/importing.md" in only_problem("-", stdin=content).reason


@pytest.mark.parametrize(
    "content", [b'[{"url": "https://a.example/1", "text": "x"}]', b'\xef\xbb\xbf[\n  {\n "url": 1']
)
def test_a_list_of_records_from_stdin_is_refused_and_not_taken_for_one_text(content: bytes) -> None:
    assert only_problem("-", stdin=content).reason.startswith("is a JSON list")


@pytest.mark.parametrize(
    "content",
    [
        "Snow, ploughs, and roads\n\nThe ploughs, it says, clear four, https://a.example/1",
        "Ploughs, once more\nJohn Doe, https://a.example/1\nThey clear four roads.",
        "https://a.example/1, https://a.example/2\nhttps://a.example/3,https://a.example/4\n",
        "[تحديث] محاريث\n{نص}",
        "محاريث، ثلج\nhttps://a.example/1\nنص",
    ],
)
def test_a_text_from_stdin_that_only_resembles_a_table_is_read(content: str) -> None:
    assert only_page("-", stdin=content.encode()).kind == "text"


def test_text_from_stdin_is_called_by_its_hash() -> None:
    one, two = only_page("-", stdin=b"one"), only_page("-", stdin=b"two")
    assert one.url.startswith("stdin:")
    assert one.url != two.url
    assert one == only_page("-", stdin=b"one")
    assert only_problem("-").reason == "nothing comes in on stdin"


def test_a_pipe_is_read_like_stdin() -> None:
    read_end, write_end = os.pipe()
    os.write(write_end, "نص من أنبوب".encode())
    os.close(write_end)
    if not Path(f"/dev/fd/{read_end}").exists():
        pytest.skip("no /dev/fd here")
    assert only_page(f"/dev/fd/{read_end}").kind == "text"
    os.close(read_end)


def test_pages_come_one_at_a_time() -> None:
    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            line = b'{"url": "https://a.example/1", "text": "x"}\n'
            buffer[: len(line)] = line
            return len(line)

    found = read_paths(["-"], stdin=io.BufferedReader(Endless()))
    assert [type(next(found)) for _ in range(1000)] == [Page] * 1000


@given(st.binary(max_size=400))
def test_no_bytes_whatever_raise(content: bytes) -> None:
    for start in (b"", b"<", b"<rss>", b"WARC/1.0\r\n", b"{", b"\x1f\x8b\x08", b"\xfd7zXZ\x00"):
        for item in read("-", stdin=start + content):
            assert isinstance(item, Page | FileProblem | Skipped)


@pytest.mark.skipif(not DATA.is_dir(), reason="the real data is not beside the project")
def test_real_folders_are_read_whole() -> None:
    assert Counter(type(item) for item in read(DATA / "seed-articles")) == {Page: 5}
    pages = read(DATA / "pages")
    assert Counter(type(item) for item in pages) == {Page: 226}
    assert all(page.url.startswith("http") for page in pages if isinstance(page, Page))


@pytest.mark.slow
@pytest.mark.skipif(not DATA.is_dir(), reason="the real data is not beside the project")
def test_hostile_files_are_read_or_reported(tmp_path: Path) -> None:
    found = read(DATA / "hostile" / "generated", DATA / "hostile" / "feeds")
    assert not [item for item in found if isinstance(item, Page) and b"root:" in item.body]
    bomb = write(tmp_path / "a.html.gz", (DATA / "hostile" / "generated" / "bomb_100MiB.gz").read_bytes())
    assert "larger" in only_problem(bomb).reason


def test_only_what_was_published_is_imported_from_an_export_of_wordpress(tmp_path: Path) -> None:
    text = "The ploughs clear four roads before dawn, and learn where the snow lies deepest. " * 9

    def item(status: str) -> str:
        return (
            f"<item><title>{status}</title><link>https://valley.example/{status}</link>"
            f"<content:encoded><![CDATA[<p>{text}</p>]]></content:encoded><wp:status>{status}</wp:status></item>"
        )

    (tmp_path / "export.xml").write_text(
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Valley</title>'
        + "".join(map(item, ("publish", "draft", "private", "trash")))
        + "</channel></rss>"
    )
    found = list(read_paths([str(tmp_path / "export.xml")]))
    assert [each.url for each in found if isinstance(each, Page)] == ["https://valley.example/publish"]
    assert [each.reason for each in found if isinstance(each, Skipped)] == [
        "feed entry that is not published (draft)",
        "feed entry that is not published (private)",
        "feed entry that is not published (trash)",
    ]
