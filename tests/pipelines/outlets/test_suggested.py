"""Which domains are suggested as outlets to watch."""

from __future__ import annotations

from pipelines.outlets.suggested import Mention, suggestions

OWN = "https://paper.example/news/1"


def mention(kind: str, url: str, article_id: int = 1) -> Mention:
    return Mention(kind=kind, url=url, article_id=article_id, title="A story", own_url=OWN)  # type: ignore[arg-type]


def test_domains_are_counted_by_how_they_are_named_and_the_commonest_comes_first() -> None:
    found = suggestions(
        [
            mention("credit", "https://wire.example/7", 9),
            mention("credit", "https://www.wire.example/6", 8),
            mention("canonical", "https://news.wire.example/5", 8),
            mention("copy", "https://other.example/1", 6),
        ],
        watched=["paper.example"],
    )
    assert [(each.domain, each.times, each.credits, each.canonical, each.copies) for each in found] == [
        ("wire.example", 2, 2, 1, 0),
        ("other.example", 1, 0, 0, 1),
    ]
    assert found[0].example.article_id == 9


def test_what_is_watched_is_not_suggested_nor_anything_of_its_domain() -> None:
    named = [mention("credit", "https://www.paper.example/"), mention("credit", "https://ar.paper.example/x")]
    assert suggestions(named, watched=["m.paper.example"]) == []


def test_an_article_counts_once_and_its_own_canonical_address_not_at_all() -> None:
    named = [
        mention("credit", "https://wire.example/a"),
        mention("credit", "https://wire.example/b"),
        Mention(kind="canonical", url="https://self.example/1", article_id=1, own_url="https://www.self.example/1?x"),
    ]
    (found,) = suggestions(named, watched=[])
    assert (found.domain, found.times) == ("wire.example", 1)


def test_what_is_no_domain_is_passed_over() -> None:
    named = [mention("credit", url) for url in ("mailto:a@b.example", "http://localhost/", "http://[", "file:///x", "")]
    assert suggestions(named, watched=[]) == []
