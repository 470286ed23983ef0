"""An article on several pages while these are fetched, one after the other. Knows nothing of Scrapy."""

from __future__ import annotations

from dataclasses import dataclass, replace

from model import Page
from pipelines.reading.paging import Part, with_parts


@dataclass(frozen=True, slots=True)
class Paged:
    """The first page, its address as it was reached, and the pages that followed."""

    page: Page
    first: str
    parts: tuple[Part, ...] = ()

    def followed_by(self, url: str, body: bytes) -> Paged:
        """The same with one page more."""
        return replace(self, parts=(*self.parts, Part(url, body)))

    def joined(self) -> Page:
        """The first page with the others behind it."""
        return replace(self.page, body=with_parts(self.page.body, self.parts)) if self.parts else self.page

    def missing(self, url: str, why: str) -> Page:
        """The article where one of its pages could not be fetched: at its next check it is fetched whole again."""
        page = replace(self.page, etag=None, last_modified=None)
        return replace(page, body=with_parts(page.body, (*self.parts, Part(url, b"", why or "no answer"))))
