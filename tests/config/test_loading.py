import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import ROOT
from pydantic import ValidationError

from config.alerts import AlertRule
from config.loading import ConfigError, database_in, load_config, parse_config
from config.tables import Config, Crawl, Outlet, SourceEntry, TopicDefinition
from config.types import duration_seconds
from pipelines.alerts.secrets import read_secret

WHOLE = """
database = "/var/lib/naskh/naskh.db"
topic = "energy"

[crawl]
contact = "editor@example.org"
delay_seconds = 2
allow_private = ["intranet.example"]

[topics.energy]
words = { "طاقة متجددة" = 1, solar = 0.5 }
enough = 2

[[outlet]]
name = "المنار اليوم"
domains = ["almanar.example"]
country = "LB"
time_zone = "Asia/Beirut"
groups = ["mine"]
topic = "all"

[[source]]
url = "https://almanar.example/rss"
outlet = "المنار اليوم"
every = "15m"

[[source]]
url = "https://aggregator.example/"
kind = "front_page"
links = "/story/[0-9]+"
every = 600
enabled = false

[[channel]]
name = "phone"
url_env = "PHONE"

[[alert]]
name = "mine"
groups = ["mine"]
outlets = ["المنار اليوم"]
relations = ["identical"]
min_share = 0.8
channels = ["log", "phone"]
"""


def mistakes(text: str) -> list[str]:
    with pytest.raises(ConfigError) as error:
        parse_config(text)
    lines = str(error.value).splitlines()
    assert all(re.match(r"naskh\.toml(, line \d+)?: ", line) for line in lines)
    return [re.sub(r"^naskh\.toml(, line \d+)?: | \(line \d+\)$", "", line) for line in lines]


def test_a_whole_file_is_read() -> None:
    config = parse_config(WHOLE)
    assert config.database == "/var/lib/naskh/naskh.db"
    assert config.crawl == Crawl(contact="editor@example.org", delay_seconds=2, allow_private=("intranet.example",))
    assert config.topics == {"energy": TopicDefinition(words={"طاقة متجددة": 1, "solar": 0.5}, enough=2)}
    assert config.outlet[0].time_zone == "Asia/Beirut"
    assert [source.every for source in config.source] == [900, 600]
    assert config.source[1] == SourceEntry(
        url="https://aggregator.example/", kind="front_page", links="/story/[0-9]+", every=600, enabled=False
    )
    assert config.alert[0].channels == ("log", "phone")


def test_an_empty_file_is_all_defaults() -> None:
    assert parse_config("") == Config()
    assert Config().topic == "ai"
    assert Config().database == "naskh.db"


def test_an_outlet_may_have_its_own_topic() -> None:
    config = parse_config(WHOLE)
    assert config.topic_of("المنار اليوم") == "all"
    assert config.topic_of("another") == "energy"
    assert config.topic_of(None) == "energy"


def test_all_mistakes_are_reported_at_once_each_with_its_place() -> None:
    found = mistakes("""
topic = "sport"
colour = "blue"
[crawl]
delay_seconds = -1
timeout = 3
[[outlet]]
domains = ["a.example"]
country = "Lebanon"
time_zone = "Beirut"
[[source]]
url = "a.example/rss"
every = "soon"
kind = "atom"
links = "("
outlet = "nobody"
[[alert]]
name = "x"
min_share = 80
groups = ["mine"]
channels = ["phone"]
""")
    assert len(found) == 15
    for wanted in (
        'topic: there is no topic "sport"; known: "ai", "all"',
        "colour: is not a setting; docs/config.md lists the settings",
        "crawl.delay_seconds: ",
        "crawl.timeout: is not a setting",
        "outlet[0].name: is missing",
        "outlet[0].country: ",
        'outlet[0].time_zone: expected a time zone such as "Asia/Beirut", got "Beirut"',
        'source[0].url: expected an address that starts with http:// or https://, got "a.example/rss"',
        'source[0].every: expected a duration such as "15m", got "soon"',
        "source[0].kind: expected 'feed', 'sitemap' or 'front_page', got \"atom\"",
        'source[0].links: expected a regular expression, got "("',
        'source[0].outlet: there is no [[outlet]] named "nobody"',
        "alert[0].min_share: ",
        'alert[0].groups: unknown name "mine"; known: none',
        'alert[0].channels: unknown name "phone"; known: "log"',
    ):
        assert any(line.startswith(wanted) for line in found), wanted


def test_how_often_a_source_is_visited_is_fixed_or_has_bounds() -> None:
    found = mistakes("""
[crawl]
min_every = "3h"
[[source]]
url = "https://a.example/rss"
every = "15m"
max_every = "1h"
[[source]]
url = "https://b.example/rss"
min_every = "2h"
max_every = "1h"
[websub]
public_url = "naskh.example"
listen = "8788"
""")
    assert found == [
        "crawl: min_every: is longer than max_every",
        "source[0]: every: fixes how often it is visited; leave it out, or min_every and max_every",
        "source[1]: min_every: is longer than max_every",
        'websub.public_url: expected an address that starts with http:// or https://, got "naskh.example"',
        'websub.listen: expected a host and a port such as "127.0.0.1:8788", got "8788"',
    ]


def test_each_mistake_names_its_line() -> None:
    text = """\
topic = "ai"
# [[source]] in a remark counts for nothing, and
[crawl]
contact = '''
[[source]]
'''
min_every = "2h"
max_every = "1h"

[[outlet]]  # the first
name = "one"

[[outlet]]
name = "two"
domains = [
  "https://two.example",
]
country = "Lebanon"

[[source]]
url = "https://one.example/feed"
[[source]]
every = "soon"
[ [source] ]
url = "https://one.example/feed"

[topics."fine energy"]
words = { solar = "much" }

[keep]
raw = 3
"""
    text = text.replace("[ [source] ]", "[[ source ]]")
    with pytest.raises(ConfigError) as error:
        parse_config(text.replace("\n", "\r\n"))
    found = [(line.partition(": ")[0], line) for line in str(error.value).splitlines()]
    assert sorted(found) == sorted(
        (f"naskh.toml, line {number}", f"naskh.toml, line {number}: {says}")
        for number, says in (
            (
                4,
                r"crawl.contact: holds a line break: in double quotes \n stands for one; write the text on one line "
                "in 'single quotes'",
            ),
            (7, "crawl: min_every: is longer than max_every"),
            (
                15,
                'outlet[1].domains[0]: expected a domain such as "example.com", without https://, a path or a port, got "https://two.example"',
            ),
            (18, 'outlet[1].country: expected two capital letters such as "LB", got "Lebanon"'),
            (22, "source[1].url: is missing"),
            (23, 'source[1].every: expected a duration such as "15m", got "soon"'),
            (25, 'source[2].url: "https://one.example/feed" is already used in source[0] (line 20)'),
            (28, 'topics.fine energy.words.solar: expected a number without quotes, got "much"'),
            (31, "keep.raw: is not a setting; did you mean raw_days? docs/config.md lists the settings"),
        )
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "[crawl]\ntopic = 'all'",
            "crawl.topic: is not a setting here; it stands before the first table or in [[outlet]]",
        ),
        ("delay_seconds = 2", "delay_seconds: is not a setting here; it stands in [crawl]"),
        ("[crawl]\ndelay_seconds = -1", "crawl.delay_seconds: expected 0 or more, got -1"),
        ("[crawl]\ntimeout_seconds = 301", "crawl.timeout_seconds: expected 300 or less, got 301"),
        ("database = ''", 'database: expected some text, got ""'),
        (
            "[[channel]]\nname = 'مكتب'\nurl_env = 'X'",
            'channel[0].name: expected a name such as "desk": letters a to z, digits, "_", "." and "-", got "مكتب"',
        ),
        (
            "[[channel]]\nname = 'desk'\nurl_env = 'X'\nquiet_hours = '22-7'",
            'channel[0].quiet_hours: expected hours such as "22:00-07:00", got "22-7"',
        ),
    ],
)
def test_a_mistake_says_what_was_expected(text: str, says: str) -> None:
    assert mistakes(text) == [says]


def test_names_and_domains_stand_once() -> None:
    found = mistakes("""
[[outlet]]
name = "a"
domains = ["a.example", "b.example"]
[[outlet]]
name = "a"
domains = ["b.example"]
[[source]]
url = "https://a.example/rss"
[[source]]
url = "https://a.example/rss"
""")
    assert found == [
        'outlet[1].name: "a" is already used in outlet[0]',
        'source[1].url: "https://a.example/rss" is already used in source[0]',
        'outlet[1].domains: "b.example" already belongs to outlet[0]',
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[channel]]\nname = 'log'\nurl_env = 'X'", "log"),
        ("[[channel]]\nname = 'x'", "either url_env"),
        ("[[channel]]\nname = 'x'\nurl_env = 'A'\nurl_file = 'b'", "not both"),
        ("[[channel]]\nname = 'a b'\nurl_env = 'A'", "channel[0].name"),
        ("[[channel]]\nname = 'x'\nurl = 'https://hooks.example/secret'", "not the secret itself"),
        ("[[channel]]\nname = 'x'\nurl = 'env:'", 'expected "env:NAME"'),
        ("[[channel]]\nname = 'x'\nkind = 'jsonl'", "needs the path of its file"),
        ("[[channel]]\nname = 'x'\nkind = 'feed'\npath = 'a.atom'\nurl_env = 'A'", "has a path, no address"),
        ("[[channel]]\nname = 'x'\nurl_env = 'A'\npath = 'a'", "has an address, no path"),
        ("[[channel]]\nname = 'x'\nurl_env = 'A'\nsecret = 'env:B'", 'only a channel of kind "webhook" is signed'),
        ("[[channel]]\nname = 'x'\nurl_env = 'A'\nquiet_hours = '22-7'", "channel[0].quiet_hours: expected hours"),
        (
            "[[channel]]\nname = 'x'\nurl_env = 'A'\nquiet_hours = '07:00-07:00'",
            "channel[0].quiet_hours: expected hours",
        ),
        ("[[channel]]\nname = 'x'\nurl_env = 'A'\ndays = ['Monday']", "channel[0].days[0]"),
        ("[[alert]]\nname = 'x'\ndirection = 'they_carry_ours'", 'who "we" are'),
        ("[[alert]]\nname = 'x'\ndigest = '8:00'", 'such as "07:30"'),
        ("[[alert]]\nname = 'x'\nsteps = [5, 2]", "growing numbers"),
        ("[[alert]]\nname = 'x'\nwait = '-1'", "alert[0].wait: expected a duration"),
        ("[[alert]]\nname = 'x'\nchannels = []", "alert[0]: channels: expected at least one"),
        ("[[alert]]\nname = 'x'\ntopics = ['sport']", 'alert[0].topics: unknown name "sport"; known: "ai"'),
        ("[reader]\nlanguage = 'fr'", "reader.language"),
        ("[brief]\nat = '25:00'", 'such as "07:30"'),
        ("[brief]\nchannels = ['mail']", 'brief.channels: unknown name "mail"; known: "log"'),
        ("[topics.x]\nwords = {}", "at least one word"),
        ("[topics.x]\nwords = { a = 0 }", "topics.x.words.a"),
        ("[topics.x]", "topics.x.words: is missing"),
        ("[[source]]\nurl = 'https://'", "source[0].url"),
        ("[[source]]\nurl = 'http://[::1'", "source[0].url"),
        ("[[source]]\nurl = 'file:///etc/passwd'", "source[0].url"),
        ("crawl = 3", "crawl: write this table in single brackets, once: [crawl]"),
        ("[[crawl]]\ncontact = 'x'", "crawl: write this table in single brackets, once: [crawl]"),
        ("[[topics]]\nname = 'x'", "topics: write this table in single brackets, once: [topics.NAME]"),
        ("[topics.x]\nwords = ['solar']", "topics.x.words: expected a table such as { word = 1 }, got ['solar']"),
        ("outlet = 'x'", "outlet: write this table in double brackets, as often as you like: [[outlet]]"),
        ("[source]\nurl = 'https://a.example/'", "source: write this table in double brackets"),
        ("[[outlet]]\nname = 'x'\ndomains = 'a.example'", 'outlet[0].domains: expected a list such as ["one", "two"]'),
        ("database = ''", "database: "),
        ("outlet = [1]", "outlet[0]: "),
        ("[keep]\nraw_days = true", "keep.raw_days"),
        ("[keep]\nraw_days = '30'", "keep.raw_days"),
        ("[keep]\nkeep_off_topic = 1", "keep.keep_off_topic"),
        ("[crawl]\nmax_body_bytes = 5.5", "crawl.max_body_bytes"),
        ("[[alert]]\nname = 'x'\nrelations = ['copy']", "alert[0].relations[0]"),
        ("topic = 'ai", "is not valid TOML"),
        ('[[source]]\nurl = "\ud800https://a.example/feed"', "not UTF-8"),
        ("topic = 'ai'\ntopic = 'all'", "is not valid TOML"),
    ],
)
def test_each_mistake_is_found(text: str, says: str) -> None:
    assert any(says in line for line in mistakes(text))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("topic = AI", 'line 1, column 9): text stands in quotes, as in topic = "ai"'),
        ("[[source]]\nurl = https://a.example/feed", "line 2, column 7): text stands in quotes"),
        ("[[source]]\nurl = “https://a.example/feed”", "line 2, column 7): write straight quotes"),
        ("[[source]]\r\nurl = «https://a.example/feed»\r\n", "line 2, column 7): write straight quotes"),
        ("“topic” = 'ai'", "line 1, column 1): write straight quotes"),
        ('topic = "ai\n', "line 1, column 12): the closing quote is missing"),
        ('topic = "ai', "end of the file): the closing quote is missing"),
        ("[crawl]\ndelay_seconds = ٢", "line 2, column 17): write numbers with the digits 0 to 9"),
        ("[crawl]\ndelay_seconds = 1,5", "line 2, column 18): write one setting a line"),
        ('[[source]]\nurl = "https://a.example/" every = "1h"', "line 2, column 28): write one setting a line"),
        ("topic: ai", "line 1, column 6): write a setting as a name, =, and its value"),
        ("topic = 'ai'\ntopic = 'all'", "): this setting is there twice"),
        ("[crawl]\n[crawl]", "line 2, column 7): this table is there twice"),
        ("[[source]\nurl = 'https://a.example/'", "line 1, column 9): brackets are closed as they were opened"),
        ("[crawl\ncontact = 'x'", "line 1, column 7): brackets are closed as they were opened"),
        ("[crawl]\nallow_private = ['10.0.0.1'", "end of the file): a list is closed by ]"),
        ('[crawl]\ncontact = "C:\\x"', "): write \\ twice"),
        ("= 3", "line 1, column 1): a line is a table, as [crawl] or [[source]], or a setting"),
    ],
)
def test_what_is_no_toml_is_reported_with_the_line_and_the_way_out(text: str, says: str) -> None:
    assert [line for line in mistakes(text) if says in line] and len(mistakes(text)) == 1, mistakes(text)


def test_a_line_that_is_no_toml_is_not_repeated_as_it_may_hold_a_secret() -> None:
    assert "s3cret" not in str(mistakes("[[channel]]\nname = 'x'\nurl = tgram://s3cret/1"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Topic = 'all'", "Topic: is not a setting; did you mean topic?"),
        ("[[sources]]\nurl = 'https://a.example/'", "sources: is not a setting; did you mean source?"),
        ("[crawl]\ndelay_second = 2", "crawl.delay_second: is not a setting; did you mean delay_seconds?"),
        ("[crawl]\ndelay = 2", "crawl.delay: is not a setting; did you mean delay_seconds?"),
        ("[[alert]]\nname = 'x'\ngroup = ['mine']", "alert[0].group: is not a setting; did you mean groups?"),
        ("[topics.x]\nword = {}", "topics.x.word: is not a setting; did you mean words?"),
        ("[crawl]\ncolour = 2", "crawl.colour: is not a setting; docs/config.md"),
        ("[crawl]\ndelay_seconds = '2'", 'crawl.delay_seconds: expected a number without quotes, got "2"'),
        ("topic = true", "topic: expected text in quotes, got True"),
        ("[keep]\nraw_days = '30'", 'keep.raw_days: expected a whole number without quotes, got "30"'),
        ("[keep]\nkeep_off_topic = 'yes'", 'keep.keep_off_topic: expected true or false, without quotes, got "yes"'),
    ],
)
def test_a_mistake_says_what_was_meant(text: str, says: str) -> None:
    assert any(line.startswith(says) for line in mistakes(text)), mistakes(text)


def test_a_control_character_in_a_text_is_a_mistake_with_its_line() -> None:
    text = r"""
[backup]
every = "1d"
folder = "C:\naskh\temp"
[[source]]
url = "https://paper.example/"
exclude = ["/ads/", "\bsport"]
[[outlet]]
name = "desk\u0007"
"""
    with pytest.raises(ConfigError) as caught:
        parse_config(text)
    assert str(caught.value).splitlines() == [
        "naskh.toml, line 4: backup.folder: holds a line break: in double quotes \\n stands for one; "
        "write the text on one line in 'single quotes'",
        "naskh.toml, line 7: source[0].exclude[1]: holds a backspace: in double quotes \\b stands for one; "
        "write the text on one line in 'single quotes'",
        "naskh.toml, line 9: outlet[0].name: holds the control character U+0007: "
        "write the text on one line in 'single quotes'",
    ]
    assert parse_config(text.replace('"', "'").replace("\\u0007", "")).backup.folder == r"C:\naskh\temp"


@pytest.mark.parametrize(
    "domain", ["https://a.example", "a.example/news", "*.a.example", "a.example:8080", "a.example, b.example", " ", ""]
)
def test_what_no_host_can_be_is_no_domain(domain: str) -> None:
    (found,) = mistakes(f'[[outlet]]\nname = "x"\ndomains = ["{domain}"]')
    assert found.startswith('outlet[0].domains[0]: expected a domain such as "example.com"')


def test_every_kind_of_domain_is_one_and_has_the_form_of_addresses_that_are_fetched() -> None:
    domains = {
        "a.example": "a.example",
        "WWW.B.example": "b.example",
        "c.example.": "c.example",
        "www.صحيفة.example": "xn--ogbhx3c3b.example",
        "أخبار.مصر": "xn--igbicxr.xn--wgbh1c",
        "समाचार.भारत": "xn--61b3bh3a5ab.xn--h2brj9c",
        "127.0.0.1": "127.0.0.1",
        "::1": "::1",
        "a_b.example": "a_b.example",
    }
    written = ", ".join(f'"{each}"' for each in domains)
    read = parse_config(f'[[outlet]]\nname = "x"\ndomains = [{written}]').outlet[0].domains
    assert read == tuple(domains.values())


@given(st.integers(1, 999_999), st.sampled_from("smhd"), st.sampled_from(["", " "]))
def test_a_duration_is_its_number_of_units(count: int, unit: str, space: str) -> None:
    seconds = count * {"s": 1, "m": 60, "h": 3600, "d": 86400}[unit]
    assert duration_seconds(f"{space}{count}{space}{unit}") == seconds
    assert duration_seconds(seconds) == seconds


@given(
    st.text().filter(lambda text: not re.fullmatch(r"\s*[0-9]{1,6}\s*[smhd]\s*", text))
    | st.integers(max_value=0)
    | st.floats()
    | st.booleans()
    | st.none()
    | st.lists(st.integers())
)
def test_anything_else_is_no_duration(value: object) -> None:
    with pytest.raises(ValueError, match="expected a duration"):
        duration_seconds(value)


@pytest.mark.parametrize("value", ["0s", "0000m", "1w", "-5m", "1.5h", "15", "1h30m", "٥m"])
def test_what_looks_like_a_duration_is_refused_too(value: str) -> None:
    with pytest.raises(ValueError, match="expected a duration"):
        duration_seconds(value)


@given(st.text())
def test_any_text_is_a_config_or_a_list_of_mistakes(text: str) -> None:
    try:
        parse_config(text)
    except ConfigError as error:
        assert str(error).startswith("naskh.toml: ")


KEYS = st.sampled_from(["topic", "crawl", "outlet", "source", "alert", "channel", "topics", "keep", "x"])
VALUES = st.recursive(
    st.sampled_from(["1", "true", "''", "'a'", "[]", "{}", "1.5", "2025-01-01"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(st.sampled_from(["name", "url", "words", "groups", "domains"]), inner, max_size=3).map(
            lambda table: "{" + ", ".join(f"{key} = {value}" for key, value in table.items()) + "}"
        )
    ),
    max_leaves=6,
)


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_values_of_the_wrong_shape_never_crash(table: dict[str, str]) -> None:
    text = "\n".join(f"{key} = {value}" for key, value in table.items())
    try:
        parse_config(text)
    except ConfigError as error:
        assert all(re.match(r"naskh\.toml(, line \d+)?: ", line) for line in str(error).splitlines())


def test_a_config_cannot_be_changed() -> None:
    config = parse_config(WHOLE)
    with pytest.raises(ValidationError):
        config.topic = "all"  # type: ignore[misc]


def test_the_fingerprint_follows_every_setting() -> None:
    assert parse_config(WHOLE).fingerprint() == parse_config(WHOLE).fingerprint()
    assert parse_config(WHOLE).fingerprint() != parse_config(WHOLE.replace("0.8", "0.7")).fingerprint()
    assert re.fullmatch(r"[0-9a-f]{16}", Config().fingerprint())


def test_equal_bounds_are_no_mistake() -> None:
    config = parse_config('[crawl]\nmin_every = "1h"\nmax_every = "1h"\n[[source]]\nurl = "https://a.example/rss"\n')
    assert config.source[0].every_seconds(config.crawl) == (3600, 3600)


def test_a_file_is_read_and_named_in_its_mistakes(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_bytes(b"\xef\xbb\xbf" + WHOLE.encode())
    assert load_config(path) == parse_config(WHOLE)
    path.write_text("x = 1")
    with pytest.raises(ConfigError, match=r"my\.toml, line 1: x: is not a setting"):
        load_config(path)


def test_a_file_that_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="naskh init"):
        load_config(tmp_path / "missing.toml")
    (tmp_path / "latin.toml").write_bytes("topic = 'é'".encode("latin-1"))
    with pytest.raises(ConfigError, match="not UTF-8"):
        load_config(tmp_path / "latin.toml")


def test_defaults_of_lists_are_as_the_reference_says() -> None:
    assert AlertRule(name="x").relations == ("identical", "near_duplicate", "excerpt")
    assert Outlet(name="x").groups == ()


def test_the_reference_is_current() -> None:
    command = [sys.executable, str(ROOT / "docs" / "config_reference.py"), "--check"]
    assert subprocess.run(command, check=False).returncode == 0, "run: python docs/config_reference.py"


def test_a_licence_names_two_outlets_of_the_file() -> None:
    outlets = '[[outlet]]\nname = "A"\n[[outlet]]\nname = "B"\n'
    licence = '[[licence]]\nof = "A"\nto = "B"\n'
    [read] = parse_config(outlets + licence).licence
    assert (read.of, read.to) == ("A", "B")
    bad = '[[licence]]\nof = "C"\nto = "D"\n[[licence]]\nof = "B"\nto = "B"\n[[licence]]\nto = "A"\nfrom = "B"\n'
    with pytest.raises(ConfigError) as error:
        parse_config(outlets + licence * 2 + bad)
    for said in (
        "licence[1]: repeats licence[0]",
        'licence[2].of: there is no [[outlet]] named "C"',
        'licence[2].to: there is no [[outlet]] named "D"',
        "licence[3].to: an outlet needs no licence",
        "licence[4].of: is missing",
        "licence[4].from: is not a setting",
    ):
        assert said in str(error.value)


def test_the_file_of_a_channel_lies_beside_the_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    paths = {"a": "alerts.jsonl", "b": "/srv/alerts.jsonl", "c": "~/alerts.jsonl"}
    tables = [f'[[channel]]\nname = "{name}"\nkind = "jsonl"\npath = "{path}"\n' for name, path in paths.items()]
    (tmp_path / "naskh.toml").write_text("".join(tables), "utf-8")
    assert [channel.path for channel in load_config(tmp_path / "naskh.toml").channel] == [
        str(tmp_path / "alerts.jsonl"),
        "/srv/alerts.jsonl",
        str(tmp_path / "home" / "alerts.jsonl"),
    ]


def test_a_template_and_the_file_of_a_secret_lie_beside_the_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    text = """
[serve]
password = "file:pages.password"
[[channel]]
name = "a"
url = "file:desk.url"
secret = "file:~/desk.secret"
kind = "webhook"
template = "own/desk.txt"
[[channel]]
name = "b"
url_file = "/run/desk.url"
[[channel]]
name = "c"
url = "env:DESK"
[[channel]]
name = "d"
url_file = "~nobody-of-this-name/desk.url"
"""
    (folder := tmp_path / "newsroom").mkdir()
    (folder / "naskh.toml").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    config = load_config(Path("newsroom/naskh.toml"))
    a, b, c, d = config.channel
    assert config.serve.password == "file:newsroom/pages.password"
    assert (a.address, a.secret) == ("file:newsroom/desk.url", f"file:{tmp_path}/home/desk.secret")
    assert a.template == "newsroom/own/desk.txt"
    assert (b.address, c.address) == ("file:/run/desk.url", "env:DESK")
    assert d.address == "file:newsroom/~nobody-of-this-name/desk.url"
    (folder / "desk.url").write_text(" json://127.0.0.1/x\n", "utf-8")
    assert read_secret(str(a.address)) == "json://127.0.0.1/x"
    assert read_secret(str(d.address)) is None


@pytest.mark.parametrize(
    "address", ["https://user:hunter2@a.example/feed", "https://hunter2@a.example/", "http://:hunter2@a.example"]
)
def test_a_password_in_an_address_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(ConfigError, match="names a user or a password") as raised:
        parse_config(f'[[source]]\nurl = "{address}"\n')
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize(
    "url", ["https://", "https:///feed", "https://[::1", "https://a.example:99999/", "https://a.example:x/"]
)
def test_an_address_without_a_host_or_port_is_named_for_what_it_lacks(url: str) -> None:
    wanted = f'source[0].url: expected an address such as "https://example.com/feed", got "{url}"'
    assert mistakes(f'[[source]]\nurl = "{url}"\n') == [wanted]


@pytest.mark.parametrize("odd", ["\\n", "\\t", " ", "\\u0000", "\\u202e", "\\u200b", "\\u007f", "\\u2028"])
def test_an_address_is_one_line_that_can_be_seen(odd: str) -> None:
    for url in (f"https://a.example/{odd}feed", f"{odd}https://a.example/feed", f"https://a.example/feed{odd}"):
        with pytest.raises(ConfigError, match=r"source\[0\]\.url: expected an address"):
            parse_config(f'[[source]]\nurl = "{url}"\n')


@pytest.mark.parametrize(
    "text",
    ["a=" + "[" * 50_000, "a=" + "{x=" * 30_000, "[a" + ".a" * 20_000 + "]", "a=" + "9" * 50_000, "[[" * 50_000],
    ids=["lists", "tables", "names", "digits", "brackets"],
)
def test_a_file_made_to_break_its_reader_is_a_mistake_in_words(text: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is not valid TOML"):
        parse_config(text)
    path = tmp_path / "naskh.toml"
    path.write_text(text, "utf-8")
    assert database_in(path) == "naskh.db"
