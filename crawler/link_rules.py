"""The user's rules for the links of a source: which count whatever their shape, and which never do. Pure.

A rule is a regular expression that is searched in the address as it is written, and with its letters decoded: an Arabic
word in naskh.toml means what a browser shows.
"""

from __future__ import annotations

import re
from functools import cached_property
from urllib.parse import unquote

from model import LinkRules


class Rules:
    """The rules of a source, ready for use. `exclude` wins over `include`, and that over `links`."""

    def __init__(self, rules: LinkRules | None) -> None:
        self.given = rules or LinkRules()

    def why_not(self, url: str) -> str | None:
        """Why a link does not count, by a rule; None where no rule says so."""
        if rule := _first(self._exclude, url):
            return f"`exclude` of this source names it: {rule}"
        if self._only and not _finds(self._only, url) and not self.takes(url):
            return f"`links` of this source does not fit it: {self._only.pattern}"
        return None

    def takes(self, url: str) -> str | None:
        """The rule by which a link counts whatever its shape; None where no rule says so."""
        if rule := _first(self._include, url):
            return f"`include` of this source names it: {rule}"
        if self._only and _finds(self._only, url):
            return "`links` of this source fits it"
        return None

    @cached_property
    def _only(self) -> re.Pattern[str] | None:
        return re.compile(self.given.only) if self.given.only else None

    @cached_property
    def _include(self) -> list[re.Pattern[str]]:
        return [re.compile(each) for each in self.given.include]

    @cached_property
    def _exclude(self) -> list[re.Pattern[str]]:
        return [re.compile(each) for each in self.given.exclude]


def _first(patterns: list[re.Pattern[str]], url: str) -> str | None:
    return next((each.pattern for each in patterns if _finds(each, url)), None)


def _finds(pattern: re.Pattern[str], url: str) -> bool:
    return bool(pattern.search(url) or ("%" in url and pattern.search(unquote(url))))
