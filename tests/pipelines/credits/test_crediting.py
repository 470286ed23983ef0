"""Whether a copy names where its text stood before."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from recording import NOW, Desk, words

from db.store import Row
from pipelines.credits.crediting import credited_by, is_credited

HOUR = timedelta(hours=1)
OUTLETS = """
topic = "all"
[[outlet]]
name = "Valley Post"
domains = ["valley.example"]
[[outlet]]
name = "Wire"
domains = ["afp.com"]
[[alert]]
name = "copies"
"""


def article(outlet: str | None, *domains: str, aliases: tuple[str, ...] = ()) -> Row:
    return {"outlet": outlet, "domains": json.dumps(domains), "aliases": json.dumps(aliases)}


def origin(name: str | None = None, url: str | None = None, kind: str = "text_origin") -> Row:
    return {"name": name, "url": url, "kind": kind}


VALLEY = {**article("Valley Post", "valley.example"), "url": "https://www.valley.example/7"}
CITY = article("City Wire", "city.example")


@pytest.mark.parametrize(
    ("later", "earlier", "said"),
    [
        ([], [], "none_found"),
        ([origin("AFP")], [origin("AFP")], "credited"),
        ([origin("Valley Post")], [], "credited"),
        ([origin("valley.example", "https://www.valley.example/7")], [], "credited"),
        ([origin("Valley Post", kind="cited_fact")], [], "unclear"),
        ([origin("Hill Post", kind="cited_fact")], [], "none_found"),
        ([], [origin("AFP")], "none_found"),
        ([origin("AFP")], [], "unclear"),
        ([origin("AFP")], [origin("Reuters")], "unclear"),
        ([origin("AFP", kind="unclear")], [origin("AFP")], "unclear"),
        ([origin(None, kind="unclear")], [], "unclear"),
        ([origin("City Wire")], [], "none_found"),
        ([origin("Hill", "http://valley.example/7/?utm_source=hill", kind="cited_fact")], [], "credited"),
        ([origin("Hill", "https://valley.example/8", kind="cited_fact")], [], "unclear"),
        ([origin("AFP"), origin("Valley Post")], [origin("Reuters")], "credited"),
    ],
)
def test_a_copy_is_credited_when_it_names_the_other_or_what_both_are_from(
    later: list[Row], earlier: list[Row], said: str
) -> None:
    assert is_credited(CITY, VALLEY, later, earlier, order_known=True) == said


@pytest.mark.parametrize(
    ("outlet", "credit"),
    [
        ("صحيفة الوادي", "الوادي"),
        ("الوادي", "صحيفة الوادي"),
        ("جريدة الوادي", "صحيفة الوادي اليومية"),
        ("صحيفة الوادي", "موقع الوادي الإلكتروني"),
        ("وكالة السارية للأنباء", "السارية"),
        ("السارية", "وكالة أنباء السارية"),
        ("شبكة النهر الإخبارية", "النهر"),
        ("The Harbour Ledger", "Harbour Ledger"),
        ("Harbour Ledger", "The Harbour Ledger newspaper"),
        ("Hill News Agency", "Hill"),
        ("Hill", "the Hill News Agency"),
    ],
)
def test_a_name_is_the_same_with_and_without_the_word_for_its_kind(outlet: str, credit: str) -> None:
    assert is_credited(CITY, article(outlet), [origin(credit)], [], order_known=True) == "credited"


@pytest.mark.parametrize(
    ("outlet", "credit"),
    [
        ("صحيفة الوادي", "وكالة الوادي"),
        ("قناة النهر", "مجلة النهر"),
        ("الوادي", "الوادي الكبير"),
        ("Harbour Ledger", "Ledger"),
        ("Sky News", "Sky Sports"),
        ("Hill News Agency", "Hill Magazine"),
    ],
)
def test_a_name_is_matched_whole_and_two_kinds_are_two_outlets(outlet: str, credit: str) -> None:
    assert is_credited(CITY, article(outlet), [origin(credit)], [], order_known=True) == "unclear"


def test_an_outlet_is_credited_by_any_of_its_aliases() -> None:
    sariya = article("وكالة السارية للأنباء", "sariya.example", aliases=("Sariya Wire", "SNA"))
    for name in ("Sariya Wire", "the SNA", "السارية", "sariya.example"):
        assert is_credited(CITY, sariya, [origin(name)], [], order_known=True) == "credited"
    assert is_credited(sariya, CITY, [origin("SNA")], [], order_known=True) == "none_found"


def test_an_outlet_is_credited_by_its_domain_in_arabic_letters_or_as_addresses_have_it() -> None:
    hill = article("Hill Post", "xn--igbicxr.xn--wgbh1c")
    for credit in (
        origin("أخبار.مصر"),
        origin("x", "https://أخبار.مصر/7"),
        origin("x", "https://xn--igbicxr.xn--wgbh1c/7"),
    ):
        assert is_credited(CITY, hill, [credit], [], order_known=True) == "credited"


def test_an_agency_is_named_in_any_spelling_by_name_or_domain() -> None:
    for agency in (article("وكالة الصحافة الفرنسية"), article("afp.com"), article("Wire", "afp.com")):
        assert is_credited(CITY, agency, [origin("AFP")], [], order_known=True) == "credited"


def test_an_outlet_without_a_configured_name_is_known_by_its_domain() -> None:
    unnamed = article("hillpost.test")
    assert is_credited(CITY, unnamed, [origin("Hill Post")], [], order_known=True) == "credited"
    assert is_credited(
        CITY, unnamed, [origin("hillpost.test", "https://www.hillpost.test/7")], [], order_known=True
    ) == ("credited")
    assert is_credited(CITY, unnamed, [origin("Mill Post")], [], order_known=True) == "unclear"


def test_outlets_on_addresses_without_a_name_are_not_one_by_the_first_number() -> None:
    mine, theirs = article("Valley Post", "10.1.0.7"), article("City Wire", "10.2.0.9")
    named = [origin("Valley Post", "http://10.1.0.7:8080/news/1")]
    assert is_credited(theirs, mine, named, [], order_known=True) == "credited"
    assert is_credited(theirs, article("10.1.0.7"), named[:1], [], order_known=True) == "credited"
    assert is_credited(theirs, article("10.3.0.1"), named, [], order_known=True) == "unclear"


def test_what_credits_is_told_from_what_else_is_named() -> None:
    reuters, vague, valley = origin("Reuters"), origin(None, kind="unclear"), origin("Valley Post")
    assert credited_by(CITY, VALLEY, [reuters, vague, valley], [], order_known=True) == ("credited", [valley])
    assert credited_by(CITY, VALLEY, [reuters, vague], [], order_known=True) == ("unclear", [reuters, vague])
    assert credited_by(CITY, VALLEY, [], [origin("City Wire")], order_known=False) == (
        "credited",
        [origin("City Wire")],
    )
    assert credited_by(CITY, VALLEY, [], [reuters], order_known=True) == ("none_found", [])


def test_where_the_order_is_not_known_either_may_name_the_other() -> None:
    named = ([], [origin("City Wire")])
    assert is_credited(CITY, VALLEY, *named, order_known=False) == "credited"
    assert is_credited(CITY, VALLEY, *named, order_known=True) == "none_found"


def test_whether_an_outlet_credits_itself_is_unclear() -> None:
    assert is_credited(CITY, CITY, [origin("AFP")], [origin("AFP")], order_known=True) == "unclear"


def test_outlets_that_nobody_knows_are_not_the_same() -> None:
    nobody: Row = {"outlet": None, "domains": None, "aliases": None}
    assert is_credited(nobody, nobody, [], [], order_known=True) == "none_found"


def credited(desk: Desk) -> list[str]:
    return [match["credited"] for match in desk.matches()]


def test_a_stored_copy_says_whether_it_is_credited(tmp_path: Path) -> None:
    desk = Desk(tmp_path, OUTLETS)
    desk.crawl("https://valley.example/1", words(1))
    desk.crawl("https://city.example/1", f"{words(1)}\n\nSource: Valley Post", at=NOW + HOUR)
    assert credited(desk) == ["credited"]
    [alert] = desk.alerts()
    assert "Credit: it names Valley Post." in alert["text"]


def test_an_alias_in_naskh_toml_is_a_credit(tmp_path: Path) -> None:
    desk = Desk(tmp_path, OUTLETS.replace('"Valley Post"', '"Valley Post"\naliases = ["بريد الوادي"]', 1))
    desk.crawl("https://valley.example/1", words(1))
    desk.crawl("https://city.example/1", f"{words(1)}\n\nالمصدر: صحيفة بريد الوادي", at=NOW + HOUR)
    assert credited(desk) == ["credited"]


def test_a_credit_counts_though_the_credited_text_arrives_last(tmp_path: Path) -> None:
    desk = Desk(tmp_path, OUTLETS)
    copy = {"text": f"{words(1)}\n\nSource: Valley Post", "published": "2025-03-20T11:00:00Z"}
    desk.crawl("https://city.example/1", copy)
    desk.crawl("https://valley.example/1", {"text": words(1), "published": "2025-03-20T10:00:00Z"}, at=NOW + HOUR)
    assert credited(desk) == ["credited"]


def test_the_credits_of_an_article_are_those_of_its_present_text(tmp_path: Path) -> None:
    desk = Desk(tmp_path, OUTLETS)
    desk.crawl("https://valley.example/1", words(1))
    desk.crawl("https://city.example/1", words(1), at=NOW + HOUR)
    assert credited(desk) == ["none_found"]
    desk.crawl("https://city.example/1", f"{words(1)}\n\nSource: Valley Post", at=NOW + 2 * HOUR)
    assert credited(desk) == ["credited"]
    assert [[c["name"] for c in row["credits"]] for row in desk.articles()] == [[], ["Valley Post"]]
