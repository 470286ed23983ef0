import re
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.loading import ConfigError, parse_config
from config.tables import Config
from config.writing import NewOutlet, NewSource
from crawler.init_file import initial_config
from pipelines.text.domains import host_of

# A setting that is switched off has no space after its "#"; a remark has.
SWITCHED_OFF = re.compile(r"^#(?=[\[a-z])", re.MULTILINE)


def uncommented(text: str) -> str:
    return SWITCHED_OFF.sub("", text)


def listed(config: Config) -> set[str]:
    return {source.outlet for source in config.source if source.outlet}


def test_the_file_can_be_used_as_it_is_written() -> None:
    config = parse_config(initial_config())
    assert config.topic == "ai"
    assert 15 <= len(config.source) <= 25
    assert {source.kind for source in config.source} == {"feed", "sitemap", "front_page"}
    assert [alert.channels for alert in config.alert] == [("log",)]
    assert not config.channel


def test_every_outlet_has_a_source_and_every_source_an_outlet() -> None:
    config = parse_config(initial_config())
    assert listed(config) == {outlet.name for outlet in config.outlet}
    assert all(source.outlet for source in config.source)


def test_a_source_stands_on_a_domain_of_its_outlet() -> None:
    config = parse_config(initial_config(my_site="https://www.example.org/news"))
    domains = {outlet.name: outlet.domains for outlet in config.outlet}
    for source in config.source:
        host = urlsplit(source.url).hostname or ""
        assert any(host == domain or host.endswith(f".{domain}") for domain in domains[source.outlet or ""]), source.url
        assert source.url.startswith("https://")


def test_arabic_and_english_outlets_stand_side_by_side() -> None:
    groups = [set(outlet.groups) for outlet in parse_config(initial_config()).outlet]
    assert sum("arabic" in group for group in groups) >= 8
    assert sum("english" in group for group in groups) >= 8
    assert all(("arabic" in group) != ("english" in group) for group in groups)
    assert any("agency" in group for group in groups)


def test_every_source_says_where_it_was_found_and_that_it_was_not_tried() -> None:
    before = re.findall(r"((?:^# .*\n)+)\[\[source\]\]", initial_config(), re.MULTILINE)
    assert len(before) == len(parse_config(initial_config()).source)
    for remark in before:
        assert "Unchecked here." in remark
        assert re.search(r"[Ff]ound in|from a list|the same report", remark), remark


@pytest.mark.parametrize("my_site", [None, "https://example.org", "https://aitnews.com"])
def test_every_example_in_a_remark_is_true(my_site: str | None) -> None:
    text = initial_config(my_site=my_site)
    config = parse_config(uncommented(text))
    assert [channel.name for channel in config.channel] == ["phone"]
    assert config.channel[0].url_env
    assert "energy" in config.topics
    assert any("mine" in alert.groups for alert in config.alert)


def test_limits_in_remarks_are_the_ones_that_hold_without_them() -> None:
    off, on = parse_config(initial_config()), parse_config(uncommented(initial_config()))
    assert (off.crawl, off.keep) == (on.crawl, on.keep) == (Config().crawl, Config().keep)


def test_remarks_and_settings_that_are_off_can_be_distinguished() -> None:
    for line in initial_config().splitlines():
        if line.startswith("#") and not line.startswith("# ") and line != "#":
            assert re.match(r"#(\[+[a-z]+[\].]|[a-z_]+ = )", line), line


@pytest.mark.parametrize("given_as", ["https://www.example.org/", "example.org", " https://example.org/news "])
def test_my_site_becomes_an_outlet_of_mine_with_its_front_page(given_as: str) -> None:
    config = parse_config(initial_config(my_site=given_as))
    (mine,) = [outlet for outlet in config.outlet if "mine" in outlet.groups]
    assert mine.domains == ("example.org",)
    (source,) = [source for source in config.source if source.outlet == mine.name]
    assert source.kind == "front_page"
    assert (urlsplit(source.url).hostname or "").removeprefix("www.") == "example.org"
    assert any(alert.groups == ("mine",) and alert.channels == ("log",) for alert in config.alert)


def test_my_site_may_be_one_that_is_listed_already() -> None:
    config = parse_config(initial_config(my_site="https://www.techcrunch.com/"))
    (mine,) = [outlet for outlet in config.outlet if "mine" in outlet.groups]
    assert mine.domains == ("techcrunch.com",)
    assert {source.kind for source in config.source if source.outlet == mine.name} == {"feed", "sitemap", "front_page"}


def own(url: str, domain: str, name: str) -> NewSource:
    return NewSource(
        url=url, kind="feed", outlet=NewOutlet(name=name, domains=(domain,), country="LB", time_zone="Asia/Beirut")
    )


def test_my_site_is_watched_by_what_was_found_on_it() -> None:
    found = own("https://example.org/feed/", "example.org", "The Quay Post")
    config = parse_config(initial_config(my_site="example.org", found=found))
    (mine,) = [outlet for outlet in config.outlet if "mine" in outlet.groups]
    assert (mine.name, mine.country, mine.time_zone) == ("The Quay Post", "LB", "Asia/Beirut")
    assert [(s.url, s.kind) for s in config.source if s.outlet == mine.name] == [("https://example.org/feed/", "feed")]
    assert any(alert.groups == ("mine",) for alert in config.alert)


def test_my_site_may_be_found_where_it_is_listed_already() -> None:
    found = own("https://aitnews.com/feed/", "aitnews.com", "AIT")
    config = parse_config(initial_config(my_site="aitnews.com", found=found))
    (mine,) = [outlet for outlet in config.outlet if "mine" in outlet.groups]
    assert [source.url for source in config.source if source.outlet == mine.name] == [found.url]


def test_my_site_may_have_the_name_of_a_listed_outlet() -> None:
    config = parse_config(initial_config(my_site="a.example", found=own("https://a.example/rss", "a.example", "WIRED")))
    (mine,) = [outlet for outlet in config.outlet if "mine" in outlet.groups]
    assert mine.name == "WIRED (a.example)"


def test_my_site_may_have_a_name_in_any_script() -> None:
    written = initial_config(my_site="https://أخبار.example/الرئيسية")
    assert 'domains = ["أخبار.example"]' in written
    (mine,) = (outlet for outlet in parse_config(written).outlet if "mine" in outlet.groups)
    assert mine.name == "أخبار.example"
    # Its pages are fetched from this host.
    assert mine.domains == (host_of("https://أخبار.example/1"),) == ("xn--igbicxr.example",)


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.org",
        "https://",
        "javascript:alert(1)",
        "http://[",
        "https://a b.example",
        "https://u@e.x",
        "example",
        "https://a..example",
    ],
)
def test_what_is_no_site_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="expected the address of a site"):
        initial_config(my_site=address)


@given(st.text(min_size=1))
def test_no_address_makes_a_broken_file(address: str) -> None:
    try:
        text = initial_config(my_site=address)
    except ValueError:
        return
    try:
        parse_config(text)
    except ConfigError as error:  # the address itself may be refused, the file is never broken
        assert "expected an address" in str(error)
