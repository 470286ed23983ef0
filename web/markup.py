"""What templates ask for beside words: directions, safe addresses, names. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from db.relations import is_copy_in_part
from db.times import is_about, shown_time, zoned
from pipelines.alerts.brief import MOST_OF_A_NAME
from pipelines.reading.facts.origins import is_above_paywall
from pipelines.text.harmless import cut, readable_url
from web.stored import Stored, told, topic_reason
from web.words import Words

_RIGHT_TO_LEFT = frozenset(("ar", "fa", "ur", "he", "ckb", "ps", "ug", "yi", "dv", "sd"))
_RUNS_RIGHT_TO_LEFT = frozenset(("R", "AL"))
# Between the signs of Unicode for an isolate.
_SET_APART = re.compile("[\u2066-\u2068][^\u2069]*\u2069")
_COUNTED = re.compile(r"(?P<number>\d+) (?P<state>sent|waiting|failed|withdrawn)")
_WAITS_FOR = "waits for "
_CREDITS = {"credited": "credited", "none_found": "none_found", "unclear": "unclear"}


def way_of(words: str | None) -> str:
    """The direction of a title: that of most of its letters. By the first letter an Arabic headline that begins with a
    Latin name falls apart, and the language of a text is not always that of its title. Names that a message sets apart
    do not count: it has the direction of its own words.
    """
    own = _SET_APART.sub("", words or "") or words or ""
    ways = [unicodedata.bidirectional(letter) for letter in own]
    leftwards = sum(way in _RUNS_RIGHT_TO_LEFT for way in ways)
    rightwards = ways.count("L")
    return "auto" if not leftwards + rightwards else "rtl" if leftwards > rightwards else "ltr"


class Markup:
    """For the templates of one request."""

    def __init__(self, words: Words, now: datetime, outlets: Mapping[str, tuple[int, bool]] | None = None) -> None:
        """`outlets`: the id of each by its name, and whether it is ours."""
        self.words = words
        self.now = now
        self.outlets = outlets or {}

    def outlet_id(self, name: str | None) -> int | None:
        """The id under which an outlet has its page."""
        found = self._outlet(name)
        return found[0] if found else None

    def is_ours(self, name: str | None) -> bool:
        found = self._outlet(name)
        return found is not None and found[1]

    def _outlet(self, name: str | None) -> tuple[int, bool] | None:
        return self.outlets.get(name or "") or self._outlets_in_messages.get(name or "")

    @cached_property
    def _outlets_in_messages(self) -> Mapping[str, tuple[int, bool]]:
        """The outlets by their names as briefs and alerts write them: harmless, and cut where they are long."""
        return {cut(name, MOST_OF_A_NAME): outlet for name, outlet in self.outlets.items()}

    def direction(self, language: str | None) -> str:
        """The direction in which a text of this language runs; that of its first strong letter where it is unknown."""
        return "auto" if not language else "rtl" if language in _RIGHT_TO_LEFT else "ltr"

    def way(self, words: str | None) -> str:
        """The direction of a title."""
        return way_of(words)

    def link(self, url: str | None) -> str | None:
        """An address that a page may link to: http and https only."""
        return url if url and url.lower().startswith(("http://", "https://")) else None

    def address(self, url: str) -> str:
        """An address as it is shown, beside `link`, which is followed."""
        return readable_url(url)

    def message(self, text: str) -> str:
        """A message as it is shown: an address is alone on its line there."""
        return "\n".join(self.address(line) if self.link(line) else line for line in text.split("\n"))

    def ago(self, moment: str | None) -> str:
        return self.words.ago(moment, self.now)

    def published(self, row: Mapping[str, Any]) -> str:
        """When an article was published, in the reader's words, or that this is unknown."""
        moment = shown_time(row)
        if moment is None:
            return self.words("time.unknown")
        return self.words.time(zoned(moment, row.get("time_zone")), is_about=is_about(row))

    def is_cut(self, text_from: str | None) -> bool:
        """Whether only what stands above a paywall was read of a text, by where it was read."""
        return is_above_paywall(text_from)

    def origins(self, credits: Sequence[Mapping[str, Any]]) -> list[str]:
        """The names that the credits give as the origin of the text."""
        return [each["name"] for each in credits if each["kind"] == "text_origin" and each["name"]]

    def fields(self, article: Mapping[str, Any]) -> list[tuple[str, str, str | None]]:
        """What is known of an article, in the reader's words, and where it was read."""
        modified = article["modified_at"]
        said = {
            **{name: readable_url(article[name] or "") for name in ("url", "canonical_url")},
            "section": article["section"],
            "language": self.words.language_name(article["language"]),
            "topic_reason": topic_reason(article["topic_reason"] or "", self.words.language),
            "authors": self.words.listed(article["authors"]),
            "published_at": self.published(article) if article["published_at"] else None,
            "modified_at": self.words.time(zoned(modified, article["time_zone"])) if modified else None,
            "first_seen_at": self.words.time(article["first_seen_at"]),
            "tags": self.words.listed(article["tags"]),
            "words": self.words.number(article["words"]) if article["words"] is not None else None,
            "extractor": article["extractor"],
            "normaliser": article["normaliser"],
        }
        return [(name, value, article["origins"].get(name)) for name, value in said.items() if value]

    def stored(self, words: str | None) -> Stored:
        """A sentence that the database keeps, in the reader's language where that is known."""
        return told(words or "", self.words.language)

    def deliveries(self, said: str) -> str:
        """How each channel took an alert: `log: sent, mail: 2 failed, waiting`. Names of channels are set apart."""
        parts = [part.rpartition(": ") for part in said.split(", ")]
        return self.words.listed(
            [
                self.words(
                    "deliveries.of_channel",
                    channel=f"\u2068{self.named('channel', channel)}\u2069",
                    states=self.words.listed([self._state(state) for state in states.split(" and ")]),
                )
                for channel, _, states in parts
            ]
        )

    def _state(self, said: str) -> str:
        """`sent`, `2 failed`, or what a message waits for."""
        counted = _COUNTED.fullmatch(said)
        if counted:
            return self.words.counted(f"deliveries.{counted['state']}", int(counted["number"]))
        if said.startswith(_WAITS_FOR):
            return self.words("deliveries.waits_for", what=self.stored(said.removeprefix(_WAITS_FOR)).words)
        return self.named("delivery", said)

    def named(self, kind: str, word: str | None) -> str:
        """A word that the program itself stores (a status, a verdict, a group), in the reader's language; a name that
        the user gave as it is.
        """
        return self.words.named(f"{kind}.{word}", word or "")

    def credit(self, credited: str | None) -> str:
        return self.words(f"credit.{_CREDITS.get(credited or '', 'not_compared')}")

    def relation(self, relation: str | None, share_of_one: float | None, share_of_other: float | None) -> str:
        if not relation:
            return ""
        is_in_part = is_copy_in_part(relation, share_of_one, share_of_other)
        return self.words("relation.in_part" if is_in_part else f"relation.{relation}")
