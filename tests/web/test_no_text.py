"""Excerpts only: no answer holds a word from deep inside a text."""

from __future__ import annotations

import pytest
from recording import Desk, words
from served import DEEP, PATHS, pages_of

MARK = "zeugma77"
THEIRS = (
    "/naskh/articles", "/naskh/articles.json?_shape=array", "/naskh/articles.csv?_stream=on", "/naskh/articles/1",
    "/naskh/articles/1.json", "/naskh/revisions.json", "/naskh/revisions/1", "/naskh/alerts.json", "/naskh/deliveries.json",
    "/naskh/pages.json", "/naskh/copies.json", "/naskh/matches.json", "/naskh/credits.json", "/naskh/outlet_findings.json",
    "/naskh/boilerplates.json", "/naskh/cluster_articles.json", "/naskh/articles_fts.json", "/naskh/index_sketches.json",
    "/naskh/articles.json?_col=text", "/naskh/articles.json?_search=" + DEEP, "/naskh/articles.json?text__contains=" + DEEP,
    "/naskh/articles.json?_facet=text", "/naskh/articles.json?_sort=text",
    "/naskh.json?sql=select+text+from+articles", "/naskh/who_is_first.json",
)  # fmt: skip


@pytest.fixture(scope="module")
def veiled(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    from served import make_news

    return make_news(tmp_path_factory.mktemp("veiled"))


@pytest.mark.parametrize(
    "path", [*PATHS, *(f"{path.partition('?')[0]}.json" for path in PATHS[1:]), "/now.json", *THEIRS]
)
def test_no_answer_shows_what_stands_deep_in_a_text(veiled: Desk, path: str) -> None:
    with pages_of(veiled, no_text=True) as pages:
        answer = pages.get(path)
        asked = DEEP if f"={DEEP}" not in path else "محراث يعرض عليه ما رآه"
        assert asked not in answer.text, answer.text[:300]
        if path in PATHS:
            assert answer.status == 200 and "excerpts only" in answer.text


def test_with_texts_the_same_word_is_shown(veiled: Desk) -> None:
    with pages_of(veiled) as pages:
        assert DEEP in pages.get("/article/1").text and DEEP in pages.get("/naskh/articles.csv").text


def test_questions_of_their_own_are_refused_where_texts_are_not_shown(veiled: Desk) -> None:
    with pages_of(veiled, no_text=True) as pages:
        assert pages.get("/naskh.json?sql=select+1").status == 403


def test_a_search_shows_no_stretch_of_a_text_that_lies_past_the_excerpt(veiled: Desk) -> None:
    """Whoever asks for one word after the other would read the whole text otherwise."""
    beside = words(3).split()[-1]
    for path in (f"/search?q={DEEP}", f"/search.json?q={DEEP}"):
        with pages_of(veiled) as pages:
            assert beside in pages.get(path).text
        with pages_of(veiled, no_text=True) as pages:
            found = pages.get(path)
            assert found.status == 200 and ('href="/article/' in found.text or found.json["found"])
            assert beside not in found.text
