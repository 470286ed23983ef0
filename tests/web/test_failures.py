"""What a failed request is answered with."""

from __future__ import annotations

import multiprocessing
import re
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from datasette.utils.asgi import BadRequest, NotFound
from datasette.views.base import DatasetteError
from recording import Desk
from served import Pages

from web.failures import Failure, failure_of
from web.site import Site


def test_what_nobody_expected_is_kept_from_the_reader() -> None:
    assert failure_of(ValueError("/home/someone/naskh.db")) == Failure(status=500)


@pytest.mark.parametrize("error", [NotFound("Table not found"), DatasetteError("Row not found", status=404)])
def test_what_is_not_there_is_said_in_our_words(error: Exception) -> None:
    assert failure_of(error) == Failure(status=404, key="missing.nowhere")


def test_what_datasette_has_to_say_of_a_request_is_passed_on() -> None:
    assert failure_of(DatasetteError("_size must be a number", status=400)).words == "_size must be a number"
    assert failure_of(BadRequest("bad")) == Failure(status=400, words="bad")


def test_a_question_that_runs_too_long_is_answered_in_the_reader_s_words(pages: Pages) -> None:
    endless = "with+recursive+n(i)+as+(select+1+union+all+select+i%2B1+from+n)+select+max(i)+from+n"
    answer = pages.get(f"/naskh/articles?_where=1+in+({endless})", accept_language="ar")
    assert answer.status == 400 and "طال تنفيذ هذا السؤال" in answer.text


def test_a_question_with_a_mistake_keeps_its_editor(pages: Pages) -> None:
    answer = pages.get("/naskh?sql=select+nowhere+from+articles")
    assert answer.status == 400 and "no such column: nowhere" in answer.text and "<textarea" in answer.text


LARGE_QUESTIONS = {
    "randomblob(1000000000)": "too big",
    "printf('%25.*c',100000000,'x')": "[null]",
    "group_concat(hex(randomblob(4000)))+from+articles+a,articles+b,articles+c,articles+d": "",
    "zeroblob(7000000)+from+articles+a,articles+b,articles+c": "the answer is larger than 32 MB",
}


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="only Linux tells it")
def test_no_question_takes_all_memory(news: Desk) -> None:
    site = Site(database=news.path, config=news.config)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as of_its_own:
        answers = of_its_own.submit(ask_measured, site, [*LARGE_QUESTIONS]).result()
    for (question, words), (answer, kilobytes) in zip(LARGE_QUESTIONS.items(), answers, strict=True):
        assert kilobytes < 150_000, question
        assert words in answer and len(answer) < 100_000_000, question


def ask_measured(site: Site, questions: list[str]) -> list[tuple[str, int]]:
    """What each question is answered, and by how many kB the memory of this process grew at most."""
    pages = Pages(site)
    # Everything is loaded before.
    pages.get("/naskh.json?sql=select+1")
    answers = []
    for question in questions:
        # Its most begins anew. `ru_maxrss` never does, and has what the process that began this one had.
        Path("/proc/self/clear_refs").write_text("5")
        before = _most_memory()
        answer = pages.get(f"/naskh.json?sql=select+{question}")
        answers.append((answer.text, _most_memory() - before))
    return answers


def _most_memory() -> int:
    [most] = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(most)


def test_the_memory_of_one_question_is_not_charged_to_the_next(pages: Pages) -> None:
    for _ in range(12):
        assert pages.get("/naskh.json?sql=select+length(b)+from+(select+zeroblob(4000000)+as+b)").status == 200
        assert pages.get("/naskh.json?sql=select+hex(zeroblob(2000000))").status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/naskh/outlets.json?_through=x", "/naskh/copies?_sort=nothing", "/naskh/articles.json?_sort_desc=a'",
        "/naskh/articles.json?_json_infinity=x", "/naskh/copies.csv?_next=a", "/naskh/credits.json?title__in=[",
        f"/naskh/outlets.json?id__gt={'9' * 30}", "/naskh/outlets.json?id__gt=%C2%B2", "/naskh/articles?_timelimit=x",
        "/naskh/articles?_timelimit=-1", "/naskh/pages?_size=-1", "/naskh/copies?_next=%ED%A0%80",
        "/naskh.csv?sql=with+recursive+x(n)+as+(select+1+union+all+select+n%2B1+from+x)+select+count(*)+from+x",
    ],
)  # fmt: skip
def test_a_mistake_in_an_address_is_the_readers_and_fills_no_log(
    pages: Pages, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    assert pages.get(path).status == 400
    assert not caplog.records


@pytest.mark.parametrize(
    "path", [f"/-/static/{'x' * 5000}", f"/assets/{'x' * 5000}", "/assets/../plugin.py", "/assets/%2e%2e/plugin.py"]
)
def test_a_file_that_cannot_be_is_not_there(pages: Pages, caplog: pytest.LogCaptureFixture, path: str) -> None:
    assert pages.get(path).status == 404
    assert not caplog.records
