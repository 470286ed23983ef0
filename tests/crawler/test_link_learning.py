"""What a page teaches of its links, and what pages taught that were read before."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.link_learning import Judged, Seen, judge_links
from model import ReadBefore

SITE = "https://paper.example"
HEADLINE = "The harbour council stops a trial of cameras in ward"


def judged(links: list[Seen], read: ReadBefore | None = None) -> dict[str, Judged]:
    return {each.url.removeprefix(SITE): each for each in judge_links(links, read)}


def seen(path: str, text: str = "", **more: object) -> Seen:
    return Seen(url=SITE + path, text=text, **more)  # type: ignore[arg-type]


def stories(form: str, count: int = 8, start: int = 0) -> list[Seen]:
    """Headlines under addresses of a form: `{n}` is a number, `{w}` a word of its own."""
    return [
        seen(form.format(n=41200 + n, w="abcdefghijklmnop"[n]), f"{HEADLINE} {chr(97 + n)}")
        for n in range(start, start + count)
    ]


def test_a_short_headline_counts_where_the_others_of_its_form_are_long() -> None:
    short = seen("/n/41290.html", "جائزة أولى")
    assert not judged([short])["/n/41290.html"].is_article
    found = judged([*stories("/n/{n}.html"), seen("/n/41290.html", "جائزة أولى للجامعة")])
    assert found["/n/41290.html"].is_article
    assert (
        found["/n/41201.html"].reason == "headlines stand at the addresses of the form paper.example/n/1.html: 8 of 9"
    )


def test_names_at_long_addresses_are_a_list_of_topics() -> None:
    topics = [seen(f"/m/language-models-in-ward-{n}", f"Models {n}") for n in "abcdefgh"]
    long = seen("/m/data-centres-of-the-region", "Data centres of the whole region and more")
    found = judged([*stories("/story/{n}"), *topics, long])
    assert not found["/m/data-centres-of-the-region"].is_article
    assert found["/m/data-centres-of-the-region"].reason.startswith("names stand at the addresses of the form")
    assert judged([long])["/m/data-centres-of-the-region"].is_article, "alone it cannot be told"


def test_articles_may_be_called_by_names_where_a_date_or_a_large_number_identifies_them() -> None:
    things = [seen(f"/reviews/the-old-wall-clock-tested-{61200 + n}", f"Wall clock {n}") for n in range(8)]
    lights = [seen(f"/tests/2026/03/2{n}/lamp", f"The oldest lamp {n}") for n in range(8)]
    found = judged([*stories("/news/{n}"), *things, *lights])
    assert sum(each.is_article for each in found.values()) == 24


def test_a_numbered_story_with_pages_below_it_is_no_section() -> None:
    numbered = [seen(f"/story/{120 + n}", f"{HEADLINE} {chr(97 + n)}") for n in range(8)]
    below = [seen(f"/story/123/{name}", name) for name in ("comments", "print", "pictures", "share")]
    assert judged([*numbered, *below])["/story/123"].is_article


def test_an_address_with_which_others_begin_is_a_section() -> None:
    section = seen("/technology-and-science-of-the-region", "Technology and science of the whole region")
    found = judged([section, *stories("/technology-and-science-of-the-region/the-story-of-ward-{w}")])
    assert (
        found["/technology-and-science-of-the-region"].reason
        == "a section: 8 other addresses of the page begin with it"
    )
    assert sum(each.is_article for each in found.values()) == 8


def test_an_article_with_pages_of_its_own_below_it_is_no_section() -> None:
    below = [seen(f"/news/41200/{name}", name) for name in ("comments", "photos", "print")]
    assert judged([*stories("/news/{n}"), *below])["/news/41200"].is_article


def test_numbers_far_below_those_of_articles_count_something_else() -> None:
    albums = [seen(f"/album.php?id={812 + n}", f"{HEADLINE} in pictures {chr(97 + n)}") for n in range(2)]
    found = judged([*stories("/news.php?id={n}"), *albums])
    assert found["/album.php?id=812"].reason.startswith(
        "the numbers of the form paper.example/album.php?id=1 are far below"
    )
    assert not found["/album.php?id=812"].is_article


def test_older_pieces_with_lower_numbers_are_articles_still() -> None:
    older = [seen(f"/archive/{700100 + n}", f"{HEADLINE} of old {chr(97 + n)}") for n in range(2)]
    newer = [seen(f"/news/{80000000 + n}", f"{HEADLINE} {chr(97 + n)}") for n in range(8)]
    assert all(each.is_article for each in judged([*newer, *older]).values())


def test_each_host_counts_for_itself() -> None:
    other = Seen(url="https://jobs.paper.example/guides/3179", text=f"{HEADLINE} at work")
    assert judged([*stories("/news/{n}"), other])[other.url].is_article


def test_all_articles_of_a_site_may_end_alike() -> None:
    links = [seen(f"/news/lebanon{n}/{898600 + n}/the-story-of-ward-{n}/ar", f"{HEADLINE} {n}") for n in range(5)]
    assert all(each.is_article for each in judged(links).values())
    more = [seen(f"/section{n}/all-the-stories-of-today", "All the stories of this section") for n in range(4)]
    assert not any(each.is_article for each in judged(more).values())


def test_words_at_many_addresses_are_no_headline() -> None:
    more = [seen(f"/ask/{n + 30000}", "Ask an expert about your machine now") for n in range(4)]
    assert not any(each.is_article for each in judged(more).values())


def test_the_heading_beside_a_link_is_its_headline_where_it_has_none() -> None:
    cards = [seen(f"/p/x7Kp{n}", "Read more", beside=f"{HEADLINE} {chr(97 + n)}") for n in range(6)]
    found = judged(cards)
    assert all(each.is_article for each in found.values())
    assert found["/p/x7Kp0"].words == f"{HEADLINE} a"


def test_archives_and_further_pages_are_no_articles() -> None:
    found = judged([seen("/2026/11/27", f"All stories of this day, {HEADLINE}"), seen("/news?page=2", HEADLINE)])
    assert [each.reason for each in found.values()] == [
        "the archive of a day, month or year",
        "a further page of a list",
    ]


def test_where_menu_and_articles_share_a_form_the_place_decides() -> None:
    foot = seen("/how-we-use-machines-here", "How we use machines here", in_menu=True, in_body=False)
    found = judged([*stories("/the-story-of-ward-{w}"), foot])
    assert not found["/how-we-use-machines-here"].is_article
    assert found["/the-story-of-ward-a"].is_article


def test_pages_read_before_teach_their_form() -> None:
    read = ReadBefore(
        with_text=tuple(f"{SITE}/p/x7Kp{n}" for n in range(10)),
        without=tuple(f"{SITE}/watch-now/the-film-of-ward-{n}" for n in "abcdefghij"),
    )
    links = [seen("/p/x7Kp99", "A prize for Nour"), seen("/watch-now/the-film-of-ward-z", f"{HEADLINE} z")]
    assert [each.is_article for each in judged(links).values()] == [False, True]
    taught = judged(links, read)
    assert [each.is_article for each in taught.values()] == [True, False]
    assert taught["/watch-now/the-film-of-ward-z"].reason == (
        "pages of the form paper.example/watch-now/… gave no text before: 10 of 10"
    )


def test_a_headline_of_two_words_counts_where_pages_of_its_numbered_form_gave_a_text() -> None:
    read = ReadBefore(with_text=tuple(f"{SITE}/news/{n}" for n in range(41000, 41010)))
    column = seen("/news/41290", "ثقافة الاختلاف")
    in_menu = seen("/news/41291", "آراء الكتاب", is_heading=True, in_menu=True, in_body=False)
    section = seen("/arts", "ثقافة وفنون", is_heading=True)
    links = [*stories("/news/{n}"), column, in_menu, section]
    taken = {path for path, each in judged(links, read).items() if each.is_article}
    assert taken == {*(f"/news/{41200 + n}" for n in range(8)), "/news/41290"}
    assert not judged(links)["/news/41290"].is_article, "a page alone does not show it"


def test_a_site_none_of_whose_pages_gave_a_text_teaches_nothing() -> None:
    read = ReadBefore(without=tuple(f"{SITE}/news/{n}" for n in range(50000, 50020)))
    assert all(each.is_article for each in judged(stories("/news/{n}"), read).values())


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=50)), max_size=12))
def test_every_link_is_judged_once_with_a_reason(links: list[tuple[str, str]]) -> None:
    given = [Seen(url=f"{SITE}/{path}", text=text) for path, text in links]
    found = judge_links(given)
    assert [each.url for each in found] == [each.url for each in given]
    assert all(each.reason for each in found)
