"""The benchmark that switches readings off reads other pages than before only while they are off."""

from __future__ import annotations

import pytest

from benchmarks.ablation import effects
from benchmarks.optional_readings import SWITCHES
from benchmarks.own_pages import OwnPage, OwnStory, judged, own_pages
from benchmarks.switches import NoSuchName, Switch, check, switched_off, together
from model import Hints, Story
from pipelines.reading.extract import extract_html

TEXT = [
    "The council of the upper valley voted on Tuesday to buy a program that plans the work of the snow ploughs, "
    "after a winter in which two villages were cut off for three days and the road crews were sent twice to the pass.",
    "The program reads the reports of the weather posts every ten minutes and proposes which plough should leave "
    "next. A person at the depot decides, and the reasons are written down so that they can be looked at in spring.",
    "Two members voted against it. They said that the money would have paid for a third plough, and that the men "
    "at the depot know the valley better than any weather post.",
]
OTHER = [
    "The ferry to the island stayed in port for a week because its engine needed a part that is made in one town only. "
    "Fishermen carried the post, the bread and eleven pupils who had examinations to sit on the mainland.",
    "The company promises a second boat for the summer. Nobody on the quay believes it, said the woman who sells "
    "tickets there, because the same was promised after the storm four years ago, and the boat never came.",
]
# A byline, a date, a box and a subheading in elements of their own, an advertisement, and a story of another outlet.
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Ploughs by the program | Valley Post</title></head><body><main>
<div class="story"><h1>Ploughs by the program</h1><p class="line">By Nora Velt | 14 March 2025</p>
<p>{TEXT[0]}</p><div class="donate"><p>Write to us and we send the letter of the valley each Sunday morning.</p></div>
<p>{TEXT[1]}</p><h3>Votes against</h3><p>{TEXT[2]}</p><p>Advertisement</p></div>
<div class="card"><h2><a href="https://quay.example/n/4">The ferry stays in port</a></h2>
<p>Quay Gazette | 12 March 2025</p><p>{OTHER[0]}</p><p>{OTHER[1]}</p></div></main></body></html>"""
WANTED = OwnPage(
    id="ploughs",
    body=PAGE,
    url="https://valley.example/n/17",
    fetched_at=None,
    stories=(
        OwnStory(title="Ploughs by the program", has=tuple(TEXT), lacks=("Sunday",), facts={"authors": ("Nora Velt",)}),
        OwnStory(title="The ferry stays in port", has=tuple(OTHER), facts={"outlet": "Quay Gazette"}),
    ),
)


def read() -> list[Story]:
    stories, _ = extract_html(
        PAGE.encode(), url=WANTED.url, content_type=None, fetched_at=None, hints=Hints(), min_words=40
    )
    return stories


def test_every_switch_names_something_that_exists() -> None:
    check(SWITCHES)


@pytest.mark.parametrize("name", ["pipelines.reading.extract.gone", "pipelines.gone.read", "gone.read"])
def test_a_name_that_does_not_exist_is_an_error_that_names_it(name: str) -> None:
    with pytest.raises(NoSuchName, match=f"{name} does not exist"):
        check({"gone": Switch(name="gone", off={name: None})})


@pytest.mark.parametrize(
    "reading", ["authors in visible lines", "dates in visible words", "boxes", "page split as a whole"]
)
def test_a_reading_that_is_switched_off_is_missing_until_it_is_on_again(reading: str) -> None:
    before = read()
    with switched_off(SWITCHES[reading]):
        assert read() != before
    assert read() == before


def test_what_a_reading_gains_is_what_goes_without_it() -> None:
    names = ("authors in visible lines", "boxes", "page split as a whole", "foreign dates")
    found = effects(WANTED, {name: SWITCHES[name] for name in names}, is_timed=False)
    assert found.full == {"found": 2, "false": 0, "facts": 2}
    assert found.off == {
        "authors in visible lines": {"found": 2, "false": 0, "facts": 1},
        "boxes": {"found": 1, "false": 0, "facts": 2},
        "page split as a whole": {"found": 1, "false": 0, "facts": 1},
    }


def test_a_reading_that_says_nothing_changes_nothing() -> None:
    changed = effects(WANTED, SWITCHES, is_timed=False).off
    before = read()
    for name, switch in SWITCHES.items():
        with switched_off(switch):
            assert (read() != before) == (name in changed), name


def test_without_the_fast_reading_what_is_left_of_a_page_is_read_in_the_default_way_too() -> None:
    (off,) = SWITCHES["fast reading as a guard"].off.values()
    read = off.of(lambda tree, url, *, fast: "fast" if fast else "default")
    frame, page = object(), object()
    assert read(frame, "", fast=True) == "default"
    assert [read(page, "", fast=False), read(page, "", fast=True)] == ["default", None]


def test_several_readings_are_switched_off_together() -> None:
    both = together("both", [SWITCHES["authors in visible lines"], SWITCHES["boxes"]])
    assert effects(WANTED, {"both": both}, is_timed=False).off == {"both": {"found": 1, "false": 0, "facts": 1}}


def test_a_page_that_is_timed_is_read_without_each_reading_that_is_asked() -> None:
    seconds = effects(WANTED, {"boxes": SWITCHES["boxes"]}, is_timed=True).seconds
    assert seconds.keys() == {"(nothing)", "boxes"}
    assert all(without > 0 and full > 0 for without, full in seconds.values())


def test_a_story_read_with_what_stands_around_it_is_not_found() -> None:
    stories = read()
    assert judged(WANTED, stories)["found"] == 2
    with switched_off(SWITCHES["boxes"]):
        assert judged(WANTED, read()) == {"found": 1, "false": 0, "facts": 2}
    assert judged(WANTED, [*stories, stories[0]])["false"] == 1


def test_the_pages_of_the_repository_are_there_with_their_stories() -> None:
    pages = list(own_pages())
    assert len({page.id for page in pages}) == len(pages) > 300
    assert sum(len(page.stories) > 1 for page in pages) > 100
