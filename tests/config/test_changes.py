"""What changed between two configurations, in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.changes import as_far_as_possible, changes
from config.loading import parse_config
from config.tables import Config

FIRST = """
database = "a.db"
topic = "all"
[crawl]
delay_seconds = 2.0
[[outlet]]
name = "City"
domains = ["city.example"]
[[source]]
url = "https://city.example/feed"
[[channel]]
name = "desk"
url_env = "DESK_ADDRESS"
[[alert]]
name = "copies"
"""


def told(old: str, new: str) -> list[str]:
    return [each.words for each in changes(parse_config(old), parse_config(new))]


def need_restart(old: str, new: str) -> list[str]:
    return [each.words for each in changes(parse_config(old), parse_config(new)) if each.needs_restart]


def test_the_same_settings_in_another_order_are_no_change() -> None:
    other = parse_config(FIRST + '[[source]]\nurl = "https://valley.example/"\n')
    swapped = other.model_copy(update={"source": tuple(reversed(other.source))})
    assert changes(other, swapped) == ()


def test_sources_that_come_go_and_change_are_named() -> None:
    more = FIRST + '[[source]]\nurl = "https://a.example/"\n[[source]]\nurl = "https://b.example/"\n'
    assert told(FIRST, more) == ["2 sources added: https://a.example/, https://b.example/"]
    assert told(more, FIRST) == ["2 sources removed: https://a.example/, https://b.example/"]
    slower = FIRST.replace('city.example/feed"', 'city.example/feed"\nevery = "6h"\nenabled = false')
    assert told(FIRST, slower) == ["source https://city.example/feed: every not set -> 6h, enabled true -> false"]


def test_many_names_are_cut_short() -> None:
    many = FIRST + "".join(f'[[source]]\nurl = "https://{n}.example/"\n' for n in range(8))
    [words] = told(FIRST, many)
    assert words.startswith("8 sources added: https://0.example/") and words.endswith(" and 3 more")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('name = "copies"', 'name = "copies"\nmin_share = 0.5'), "rule copies changed: min_share 0.0 -> 0.5"),
        (('name = "copies"', 'name = "copies"\nwait = "10m"'), "rule copies changed: wait 0s -> 10m"),
        (('name = "copies"', 'name = "mine"'), "1 rule added: mine"),
        (('["city.example"]', '["city.example"]\ncountry = "LB"'), 'outlet City changed: country not set -> "LB"'),
        (('name = "City"', 'name = "Town"'), "1 outlet added: Town"),
        (("delay_seconds = 2.0", "delay_seconds = 3.0"), "crawl.delay_seconds: 2.0 -> 3.0"),
        (('topic = "all"', 'topic = "ai"'), 'topic: "all" -> "ai" (for new articles)'),
        (("[crawl]", '[brief]\nat = "07:00"\n[crawl]'), 'brief.at: not set -> "07:00"'),
        (("[crawl]", '[reader]\nlanguage = "ar"\n[crawl]'), 'reader.language: "en" -> "ar"'),
        (("[crawl]", "[keep]\nraw_days = 3\n[crawl]"), "keep.raw_days: 30 -> 3"),
        (("[crawl]", "[topics.chips]\nwords = {chip = 1}\n[crawl]"), "1 topic added: chips (for new articles)"),
    ],
)
def test_every_kind_of_setting_has_its_words(change: tuple[str, str], words: str) -> None:
    assert words in told(FIRST, FIRST.replace(*change))


def test_the_address_of_a_channel_is_not_shown() -> None:
    words = told(FIRST, FIRST.replace("DESK_ADDRESS", "OTHER_ADDRESS"))
    assert words == ["channel desk changed: url_env"]


def test_settings_that_need_a_restart_say_so_and_are_kept_as_they_are() -> None:
    new = FIRST.replace('"a.db"', '"b.db"').replace(
        "[crawl]", '[extraction]\nworkers = 3\nmin_words = 50\n[serve]\npassword = "env:P"\n[crawl]'
    )
    assert need_restart(FIRST, new) == [
        'database: "a.db" -> "b.db"',
        "extraction.workers: 2 -> 3",
        'serve.password: not set -> "env:P"',
    ]
    in_force = as_far_as_possible(parse_config(FIRST), parse_config(new))
    assert in_force.database == "a.db" and in_force.serve.password is None
    assert (in_force.extraction.workers, in_force.extraction.min_words) == (2, 50)
    # At the next look it still needs one, and nothing else is new.
    left = changes(in_force, parse_config(new))
    assert [each.words for each in left if not each.needs_restart] == []
    assert len(left) == 3


urls = st.sets(st.sampled_from([f"https://{n}.example/" for n in range(6)]))


@given(urls, urls)
def test_what_is_taken_up_leaves_nothing_to_change(before: set[str], after: set[str]) -> None:
    def config(chosen: set[str]) -> Config:
        return parse_config("".join(f'[[source]]\nurl = "{url}"\n' for url in sorted(chosen)))

    old, new = config(before), config(after)
    assert bool(changes(old, new)) == (before != after)
    assert changes(as_far_as_possible(old, new), new) == ()
