"""Which of several crawlers visits a source. Pure: of its site and the number of crawlers alone."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from pipelines.text.domains import domain_of

_WORDS = re.compile(r"([0-9]{1,4})/([0-9]{1,4})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """The sources of one crawler of several; the first is 1."""

    number: int
    of: int

    def owns(self, url: str) -> bool:
        """Whether it is this crawler that visits a source. All of one site, its subdomains too, have one crawler.

        The one that draws the highest number for the site: so a further crawler takes its share from each of the others
        and moves no source between them (rendezvous hashing).
        """
        site = domain_of(url)
        return max(range(1, self.of + 1), key=lambda number: _draw(site, number)) == self.number

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


def shard_in(words: str) -> Shard:
    """ "2/4" is the second of four. Raises ValueError."""
    found = _WORDS.fullmatch(words.strip())
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        raise ValueError(f'expected a shard such as "2/4", the second of four, got "{words}"')
    return Shard(number=int(found[1]), of=int(found[2]))


def _draw(site: str, number: int) -> bytes:
    return hashlib.blake2b(f"{number} {site}".encode(), digest_size=8).digest()
