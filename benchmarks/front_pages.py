"""How well articles are told from the other links of a front page. `python -m benchmarks.front_pages`, or
`make bench-front-pages`.

For each made front page, precision and recall of two rules: each link judged alone, by its address and words, and the
rule in use, which learns from all links of the page. With --wrong every wrong decision with its reason.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.docs_table import DOCS, share, table, write
from benchmarks.front_sheet import FrontPage
from benchmarks.front_sites import tuned_on
from benchmarks.front_sites_aside import aside
from benchmarks.front_sites_once_aside import once_aside
from crawler.link_addresses import ENOUGH, looks_like_article
from crawler.link_learning import Judged, Seen, judge_links
from crawler.links import html_tree, read_links


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """`found` of `articles` were taken, and `wrong` other links with them."""

    found: int
    wrong: int
    articles: int

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 0.0

    @property
    def recall(self) -> float:
        return self.found / self.articles

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            found=self.found + other.found, wrong=self.wrong + other.wrong, articles=self.articles + other.articles
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="print the wrong decisions on the sites tuned on")
    parser.add_argument("--aside", action="store_true", help="with --wrong: on those kept aside")
    parser.add_argument("--write", action="store_true", help="write the tables into docs/front-pages.md")
    options = parser.parse_args()
    parts = []
    for head, sites in (
        ("Tuned on", tuned_on()),
        ("Kept aside once", once_aside()),
        ("Kept aside", aside()),
    ):
        rows, total = [], {}
        for site in sites:
            figures = {"alone": measure(site, alone), "learnt": measure(site, learnt)}
            total = {name: each + total[name] if total else each for name, each in figures.items()}
            rows.append(_row(site.name.replace("_", " "), len(site.others), figures))
        rows.append(_row("all", sum(len(site.others) for site in sites), total))
        heads = (head, "articles", "others", "alone: precision", "recall", "learnt: precision", "recall")
        parts.append(table(heads, rows))
    print("\n\n".join(parts))
    if options.write:
        write(DOCS / "front-pages.md", "bench-front-pages", "make bench-front-pages", parts)
    if options.wrong:
        for site in aside() if options.aside else tuned_on():
            for judged in judge(site):
                if judged.is_article != (judged.url in site.articles) and judged.url in site.articles | site.others:
                    print(f"{site.name}  {judged.url}  {judged.words!r}  {judged.score}  {judged.reason}")


def measure(site: FrontPage, rule: Callable[[Sequence[Seen]], set[str]]) -> Figures:
    """What a rule takes of a front page."""
    taken = rule(_links(site))
    return Figures(found=len(taken & site.articles), wrong=len(taken & site.others), articles=len(site.articles))


def alone(links: Sequence[Seen]) -> set[str]:
    """The articles, by each link's address and words alone."""
    return {
        link.url
        for link in links
        if looks_like_article(link.url, link.text, enough=ENOUGH if link.in_body else ENOUGH + 2)
    }


def learnt(links: Sequence[Seen]) -> set[str]:
    """The articles, by what the page teaches."""
    return {judged.url for judged in judge_links(links) if judged.is_article}


def judge(site: FrontPage) -> list[Judged]:
    """Each link of a front page with what it is taken for."""
    return judge_links(_links(site))


def _links(site: FrontPage) -> list[Seen]:
    tree = html_tree(site.html.encode(), "text/html; charset=utf-8")
    assert tree is not None
    return read_links(tree, site.url)[0]


def _row(name: str, others: int, figures: dict[str, Figures]) -> list[str]:
    each = [share(value) for rule in figures.values() for value in (rule.precision, rule.recall)]
    return [name, str(figures["alone"].articles), str(others), *each]


if __name__ == "__main__":
    main()
