"""Outlets and sources are written into a naskh.toml, and nothing else of it changes."""

from __future__ import annotations

import tomllib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.loading import ConfigError, parse_config
from config.writing import NewOutlet, NewSource, add_sources, rewrite, with_sources
from crawler.init_file import initial_config

QUAY = NewOutlet(name="The Quay Post", domains=("quay.example",), country="LB", time_zone="Asia/Beirut")
FEED = NewSource(url="https://quay.example/feed/", kind="feed", outlet=QUAY)

SMALL = """\
# Mine.
topic = "all" # everything

[[outlet]]   # the first
name = 'Paper'
domains = [
  "paper.example", # its own
]

[[source]]
url = "https://paper.example/feed"
outlet = "Paper"
#every = "1h"

# ---- what I am told ----
[[alert]]
name = "copies"
"""


def is_kept(before: str, after: str) -> bool:
    """Whether what is new was put in, and nothing was taken out or moved."""
    lines = iter(after.splitlines())
    return all(line in lines for line in before.splitlines())


def test_a_new_outlet_stands_after_the_last_source_and_all_else_is_unchanged() -> None:
    text, (done,) = with_sources(SMALL, [FEED])
    assert is_kept(SMALL, text)
    before, after = SMALL.split("\n# ---- what")
    new = text.removeprefix(before).partition("\n# ---- what")[0]
    assert text == f"{before}{new}\n# ---- what{after}"
    assert new == (
        '\n[[outlet]]\nname = "The Quay Post"\ndomains = ["quay.example"]\ncountry = "LB"\ntime_zone = "Asia/Beirut"\n'
        '\n[[source]]\nurl = "https://quay.example/feed/"\noutlet = "The Quay Post"\n'
    )
    assert (done.is_new, done.is_new_outlet, done.outlet) == (True, True, "The Quay Post")


def test_an_outlet_that_is_there_gets_the_source_beside_its_own() -> None:
    text, _ = with_sources(initial_config(), [FEED])
    source = NewSource(
        url="https://www.aitnews.com/news-sitemap.xml",
        kind="sitemap",
        outlet=NewOutlet(name="AIT", domains=("aitnews.com",)),
    )
    text, (done,) = with_sources(text, [source])
    assert done.outlet == "البوابة العربية للأخبار التقنية" and not done.is_new_outlet
    assert is_kept(initial_config(), text)
    place = text.index("https://aitnews.com/feed/")
    assert place < text.index("news-sitemap.xml", place) < text.index("unlimit-tech.com")
    assert len(parse_config(text).source) == len(parse_config(initial_config()).source) + 2


@pytest.mark.parametrize("url", ["https://paper.example/feed", "http://www.paper.example/feed/"])
def test_a_source_that_is_there_is_not_added_twice(url: str) -> None:
    text, (done,) = with_sources(SMALL, [NewSource(url=url, kind="feed", outlet=QUAY)])
    assert text == SMALL
    assert (done.is_new, done.outlet) == (False, "Paper")


def test_a_section_of_a_known_domain_belongs_to_its_outlet() -> None:
    own = NewOutlet(name="Tech", domains=("tech.paper.example",))
    _, (done,) = with_sources(SMALL, [NewSource(url="https://tech.paper.example/rss", kind="feed", outlet=own)])
    assert done.outlet == "Paper"


def test_two_papers_of_one_name_are_two_outlets() -> None:
    own = NewOutlet(name="paper", domains=("other.example",))
    text, (done,) = with_sources(SMALL, [NewSource(url="https://other.example/rss", kind="feed", outlet=own)])
    assert done.outlet == "paper (other.example)"
    assert [outlet.name for outlet in parse_config(text).outlet] == ["Paper", "paper (other.example)"]


def test_a_name_that_the_user_gives_is_kept() -> None:
    own = NewOutlet(name="Second", domains=("paper.example",))
    source = NewSource(url="https://paper.example/rss", kind="feed", outlet=own, keeps_name=True)
    text, (done,) = with_sources(SMALL, [source])
    assert done.outlet == "Second"
    assert parse_config(text).outlet[1].domains == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        'topic = "all"',
        SMALL.replace("\n", "\r\n"),
        'note = """\\\n[[source]]"""\n'.replace("note", "database"),
        '[[source]]\nurl = "https://paper.example/feed"',
        '[[ source ]]\nurl = "https://paper.example/feed"\n[topics.x]\nwords = {"a" = 1.0}\n',
    ],
)
def test_any_layout_is_kept(text: str) -> None:
    written, _ = with_sources(text, [FEED])
    assert is_kept(text, written)
    assert ("\r\n" in text) == ("\r\n" in written)
    assert parse_config(written).source[-1].url == FEED.url


def test_a_file_that_takes_no_table_says_what_to_write() -> None:
    text = 'source = [{url = "https://paper.example/feed"}]\n'
    with pytest.raises(ConfigError, match=r"(?s)write this into it:.*\[\[source\]\]"):
        with_sources(text, [FEED])


def test_a_broken_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "naskh.toml"
    path.write_text("[[source\n", "utf-8")
    with pytest.raises(ConfigError, match="not valid TOML"):
        add_sources(path, [FEED])
    assert path.read_text("utf-8") == "[[source\n"
    assert [each.name for each in tmp_path.iterdir()] == ["naskh.toml"]


@settings(max_examples=60)
@given(name=st.text(min_size=1, max_size=40), path=st.text(max_size=20))
def test_whatever_a_site_calls_itself_the_file_stays_good(name: str, path: str) -> None:
    name = name.encode("utf-8", "ignore").decode() or "x"
    source = NewSource(url="https://a.example/", kind="feed", outlet=NewOutlet(name=name, domains=("a.example",)))
    text, (done,) = with_sources(SMALL, [source])
    seen = "".join(" " if unicodedata.category(each) == "Cc" else each for each in name)
    assert parse_config(text).outlet[-1].name == done.outlet
    assert done.outlet in (name, seen.strip(), source.url) or name.strip().casefold() == "paper"


def test_a_file_is_made_and_the_old_one_kept_as_bak(tmp_path: Path) -> None:
    path = tmp_path / "naskh.toml"
    add_sources(path, [FEED])
    first = path.read_bytes()
    assert parse_config(first.decode()).source[0].url == FEED.url
    path.chmod(0o640)
    add_sources(path, [NewSource(url="https://quay.example/news.xml", kind="sitemap", outlet=QUAY)])
    assert (tmp_path / "naskh.toml.bak").read_bytes() == first
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(each.name for each in tmp_path.iterdir()) == ["naskh.toml", "naskh.toml.bak"]


def test_what_another_program_writes_meanwhile_is_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "naskh.toml"
    path.write_text(SMALL, "utf-8")
    rounds = 0

    def edit(text: str) -> str:
        nonlocal rounds
        rounds += 1
        if rounds == 1:
            path.write_text(SMALL.replace("# Mine.", "# Mine, edited just now."), "utf-8")
        return with_sources(text, [FEED])[0]

    rewrite(path, edit)
    written = path.read_text("utf-8")
    assert rounds == 2
    assert "# Mine, edited just now." in written and FEED.url in written
    assert "edited just now" in (tmp_path / "naskh.toml.bak").read_text("utf-8")


def test_a_mark_at_the_beginning_and_a_link_to_the_file_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real.toml", tmp_path / "naskh.toml"
    real.write_bytes(b"\xef\xbb\xbf" + SMALL.encode())
    link.symlink_to(real)
    add_sources(link, [FEED])
    assert link.is_symlink()
    assert real.read_bytes().startswith(b"\xef\xbb\xbf# Mine.")
    assert tomllib.loads(real.read_text("utf-8-sig"))["source"][-1]["url"] == FEED.url
