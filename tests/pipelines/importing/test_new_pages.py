"""What is stored of new pages by the hundred is what the recorder stores of each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from recording import NOW, Desk, extracted, news, words

from benchmarks.canonical import canonical_lines
from model import Credit, Extracted, Hints, Page
from pipelines.importing.new_pages import store_new_pages
from pipelines.importing.trips import rows_of_each
from pipelines.recording.pages import Recorder

TOML = """
[[outlet]]
name = "Morning"
domains = ["morning.example"]
time_zone = "Asia/Tokyo"
"""


def pages(desk: Desk) -> list[Extracted]:
    def page(n: int, *stories: dict[str, object], **facts: object) -> Extracted:
        url = facts.pop("url", f"https://outlet{n}.example/{n}")
        found = Page(url=url, import_key=f"page:{n}", **facts)  # type: ignore[arg-type]
        return extracted(found, desk.config, *stories)

    credit = Credit(name="Wire \udc00", url=None, kind="text_origin", words="(Wire)")
    half = page(1, {"text": news(1), "title": "Half \ud800 a pair"})
    [article] = half.articles
    return [
        replace(half, articles=(replace(article, credits=(credit,)),)),
        page(2, {"text": words(2)}, hints=Hints(outlet="Evening")),
        page(3, {"text": words(3), "title": "Dated", "published": "2025-03-20T20:30:00Z"}),
        page(4, {"text": words(4), "published": "2025-03-20T20:30:00Z"}, url="https://morning.example/4"),
        page(5, {"text": words(5), "published": "2025-03-20T20:30:00"}, url="https://morning.example/5"),
        page(6, {"text": words(6), "title": "One"}, {"text": news(7), "title": "Two", "outlet": "Another"}),
        page(7),
        page(8, {"text": words(1), "title": "Of nobody", "canonical": None}, url="file:///x", fetched_at=NOW),
        page(9, {"text": words(9), "title": "Not kept"}, keeps_raw=False),
        page(2, {"text": words(10), "title": "Known by then"}),
    ]


@pytest.mark.parametrize("with_keys", [True, False])
def test_by_the_hundred_the_same_is_stored_as_one_by_one(tmp_path: Path, with_keys: bool) -> None:
    lines, told = [], []
    for name in ("one by one", "by the hundred"):
        (tmp_path / name).mkdir()
        desk = Desk(tmp_path / name, TOML)
        recorder = Recorder(desk.database, desk.config, run_id=desk.run_id, with_alerts=False, judge_later=True)
        with desk.database.transaction():
            if name == "one by one":
                told.append([recorder.record(each, now=NOW) for each in pages(desk)])
            else:
                read = pages(desk)
                rows = rows_of_each(read, now=NOW, raw_days=desk.config.keep.raw_days)
                new = list(zip((each.page for each in read), rows, strict=True))
                stored = store_new_pages(recorder.articles, new, with_keys=with_keys, now=NOW)
                told.append([each.recorded for each in stored])
                desk.database.index.give_keys()
        desk.database.close()
        lines.append(list(canonical_lines(desk.path)))
    assert lines[0] == lines[1]
    assert told[0] == told[1]
    assert sum(line.startswith("articles ") for line in lines[0]) == 9


def test_a_page_that_failed_before_is_left_to_the_recorder(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    page = Page(url="https://a.example/1", import_key="page:1")
    desk.recorder.record(Extracted(page=replace(page, outcome="failed", reason="no")), now=NOW)
    [new] = rows_of_each([extracted(page, desk.config, {"text": words(1)})], now=NOW, raw_days=1)
    with desk.database.transaction():
        [stored] = store_new_pages(desk.recorder.articles, [(page, new)], with_keys=True, now=NOW)
    assert stored.recorded is None
    assert desk.articles() == []
