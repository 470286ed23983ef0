"""Articles are told from the other links of made front pages as well as they were."""

from __future__ import annotations

import pytest

from benchmarks.front_pages import Figures, alone, learnt, measure
from benchmarks.front_sheet import FrontPage
from benchmarks.front_sites import tuned_on
from benchmarks.front_sites_aside import aside
from benchmarks.front_sites_once_aside import once_aside

SITES = [*tuned_on(), *once_aside(), *aside()]


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_what_a_page_teaches_is_no_worse_than_each_link_alone(site: FrontPage) -> None:
    before, now = measure(site, alone), measure(site, learnt)
    assert f1(now) >= f1(before)


@pytest.mark.parametrize(
    "sites", [tuned_on(), once_aside(), aside()], ids=["tuned on", "kept aside once", "kept aside"]
)
def test_few_articles_are_missed_and_few_other_links_followed(sites: list[FrontPage]) -> None:
    total = Figures(found=0, wrong=0, articles=0)
    for site in sites:
        total += measure(site, learnt)
    assert total.recall >= 0.97
    assert total.precision >= 0.85


def f1(figures: Figures) -> float:
    return 2 * figures.found / (figures.found + figures.wrong + figures.articles)
