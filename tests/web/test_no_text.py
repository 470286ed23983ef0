"""Excerpts only: no answer holds a word from deep inside a text."""

from __future__ import annotations

import pytest
from recording import Desk, words
from served import DEEP, PATHS, pages_of

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


def test_a_search_for_words_deep_in_a_text_shows_its_beginning_only(veiled: Desk) -> None:
    # The words around it would give a text away, one search after the other.
    neighbours = words(3).split()[-8:]
    with pages_of(veiled, no_text=True) as pages:
        for place in ("/search", "/search.json"):
            answer = pages.get(f"{place}?q={DEEP}")
            assert "محاريث ثلج" in answer.text
            assert not [word for word in neighbours if word in answer.text]
    with pages_of(veiled) as pages:
        assert neighbours[-1] in pages.get(f"/search?q={DEEP}").text


def test_no_table_or_view_shows_it_whatever_is_added_to_the_schema(veiled: Desk) -> None:
    with pages_of(veiled) as pages:
        listed = pages.get("/naskh.json").json
        names = [each["name"] for each in (*listed["tables"], *listed["views"])]
        assert any(DEEP in pages.get(f"/naskh/{name}.json?_shape=array&_size=max").text for name in names)
    with pages_of(veiled, no_text=True) as pages:
        for name in names:
            for form in (".json?_shape=array&_size=max", ".csv?_size=max", "?_size=max"):
                answer = pages.get(f"/naskh/{name}{form}")
                assert DEEP not in answer.text, f"{name}{form}"
                assert answer.status in (200, 403), f"{name}{form}"


@pytest.mark.parametrize(
    "name", ["articles_fts", "articles_fts_data", "articles_fts_idx", "index_keys", "boilerplates"]
)
def test_what_holds_the_words_of_all_texts_is_closed(veiled: Desk, name: str) -> None:
    with pages_of(veiled, no_text=True) as pages:
        for form in ("", ".json", ".csv", f".json?_search={DEEP}"):
            assert pages.get(f"/naskh/{name}{form}").status == 403


def test_a_filter_on_a_text_tells_nothing(veiled: Desk) -> None:
    with pages_of(veiled, no_text=True) as pages:
        for asked in (f"text__contains={DEEP}", f"text__like=%25{DEEP}%25", "text__notblank=1"):
            assert pages.get(f"/naskh/articles.json?_shape=array&{asked}").json == []
        assert pages.get("/naskh/articles.json?_where=text+is+not+null").status in (400, 403)
        blob = pages.get("/naskh/pages/1.blob?_blob_column=raw")
        assert DEEP not in blob.text
