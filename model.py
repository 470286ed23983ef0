"""The frozen values that travel between the stages. No behaviour beyond what a value knows of itself.

Times are aware `datetime`s in UTC inside the program; they become text only in `db/` (see docs/database.md).
`published` of an article is the exception: it is text already, because it may lack a zone or a time of day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SourceKind = Literal["feed", "sitemap", "front_page"]
PageStatus = Literal["stored", "wanted", "failed", "refused", "off_topic", "no_text", "skipped", "alias"]
VisitOutcome = Literal["running", "done", "unchanged", "failed", "refused"]
PageKind = Literal["html", "text", "record"]
Relation = Literal["identical", "near_duplicate", "excerpt", "partial"]
CreditKind = Literal["text_origin", "cited_fact", "unclear"]
Credited = Literal["credited", "none_found", "unclear"]
DatePrecision = Literal["second", "minute", "hour", "day"]
DateSource = Literal["feed", "json_ld", "meta", "time_tag", "text", "url", "sitemap", "record", "script"]
RevisionMaker = Literal["outlet", "naskh"]
AlertKind = Literal["copy", "source", "phrase", "spread", "correction", "disk"]
MessageKind = Literal["alert", "digest", "brief", "test"]
VerdictWord = Literal["not-a-copy", "licensed", "settled"]
# How a source fares, or why a page could not be read: docs/visiting.md explains each word.
Grade = Literal[
    "working", "silent", "empty", "no_text", "gone", "unauthorized", "forbidden", "challenge", "paywall", "robots",
    "reserved", "rate_limited", "server_error", "http_error", "timeout", "unreachable", "bad_certificate",
    "broken_answer", "too_large", "not_a_feed", "not_a_sitemap", "not_a_page", "elsewhere", "private", "unreadable",
    "interrupted", "internal_error",
]  # fmt: skip

# How often a source is visited where nothing else is set: between these, and so often until its habit is known.
MIN_EVERY_SECONDS, MAX_EVERY_SECONDS, FIRST_EVERY_SECONDS = 300, 3600, 900

COPIES: tuple[Relation, ...] = ("identical", "near_duplicate", "excerpt")
# What pages and sites declare of mining and keeping their texts.
RightsWord = Literal["noai", "noimageai", "noarchive", "nosnippet", "tdm-reservation"]
# These are not broken: articles come, or none are due.
NOT_BROKEN: tuple[Grade, ...] = ("working", "silent", "empty")
# By these a site says that this program is not to have what it asks for.
REFUSALS: tuple[Grade, ...] = ("unauthorized", "forbidden", "challenge", "paywall", "robots", "reserved")

_START = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What a feed, sitemap or manifest said about a page before it was fetched. All as given; None is unknown.

    `guid` is the id that a feed gives its entry, which may outlive the address. `other_url` is where a relative link
    leads on the site that the feed speaks for, when that is not the feed's own. `content` is the markup of the whole
    text, where the feed carries it.
    """

    title: str | None = None
    published: str | None = None
    updated: str | None = None
    authors: tuple[str, ...] = ()
    summary: str | None = None
    outlet: str | None = None
    language: str | None = None
    guid: str | None = None
    other_url: str | None = None
    content: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address that a source names, with what the source says of it."""

    url: str
    hints: Hints = field(default_factory=Hints)


@dataclass(frozen=True, slots=True, kw_only=True)
class Boilerplate:
    """A snapshot of what an outlet repeats under its pieces: 64-bit hashes of normalised lines.

    `is_early`: learnt from its first few pieces, so left out only at a text's edges, where it is the smaller part.
    """

    version: str
    lines: frozenset[int]
    is_early: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One answer for one address: what a spider yields, and what `import` makes of a file or record.

    `outcome` says how the fetch went; `reason` is one sentence when it is not "fetched". `lasts`: what failed is not
    likely to go better soon, as with pages that are gone.
    `body` holds the raw bytes as received (content decoding undone, character encoding not).
    `fetched_at` is None for imported files of unknown age: relative dates are then not resolved.
    `boilerplate` is what its outlet repeats, given to it on its way to a worker. `has_moved`: every redirect on the
    way to `final_url` was a permanent one. `at_limit`: reading it was given up at a limit of time or memory
    though the machine was not busy. `grade` says in one word why it could not be read; "paywall" also of a page that
    calls itself not free to read. `rights` is what it declares of mining and keeping, `tdm_policy` where a licence can
    be had, `keeps_raw` whether its bytes may be kept; of a page without text, whether the words of its feed may.
    """

    url: str
    kind: PageKind = "html"
    outcome: Literal["fetched", "unchanged", "failed", "refused", "skipped"] = "fetched"
    reason: str | None = None
    lasts: bool = False
    body: bytes = b""
    final_url: str | None = None
    has_moved: bool = False
    page_id: int | None = None
    source_id: int | None = None
    visit_id: int | None = None
    import_key: str | None = None
    http_status: int | None = None
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    fetched_at: datetime | None = None
    hints: Hints = field(default_factory=Hints)
    boilerplate: Boilerplate | None = None
    at_limit: bool = False
    grade: Grade | None = None
    rights: tuple[RightsWord, ...] = ()
    tdm_policy: str | None = None
    keeps_raw: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """When a text says it was published.

    `when` is text: `2025-03-20T20:30:00Z` (zone known), `2025-01-30T15:35:00` (no zone), `2025-03-20` (day only),
    or None when the words name no date that can be placed. `words` are the raw words. `offset` is how far the
    clock that they were written by is from UTC, `+02:00`; None where no zone stood beside them, and of "2 hours ago".
    `day` is the day that the page shows beside a time in UTC, where it is another one.
    """

    when: str | None
    precision: DatePrecision | None
    source: DateSource
    words: str
    offset: str | None = None
    day: str | None = None


class WatchedOutlet(NamedTuple):
    """An outlet of the configuration, as far as texts are read by it."""

    name: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


class OwnTopic(NamedTuple):
    """A topic of the configuration: its words with their weights, words that rule it out, the score to be reached."""

    words: tuple[tuple[str, float], ...]
    not_words: tuple[str, ...]
    enough: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """What an article says of its origin."""

    name: str | None
    url: str | None
    kind: CreditKind
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutwardLink:
    """A link that leads to another site: its address, its own words, and the whole line it stands in.

    `is_in_text`: the line is one of the story's text; else it stands somewhere on the page.
    """

    url: str
    words: str
    line: str
    is_in_text: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One text found on a page, before it is compared with anything.

    `origins` are addresses and names that the page gives, for machines, as those of the original.
    `url` is the story's own address when the page links to it, else None (then the page's address stands for it).
    `outlet` is the name the page gives for this story (a card's outlet), else None (then the page's own outlet).
    `site_name` is what the page calls itself: its outlet where it has no web address, such as a page saved to disk.
    `links` lead to other sites, in order.
    `modified_at` is text like `Published.when`. `origins_of` says of each field, in words for people, where it was
    read and what was passed over for it.
    """

    position: int
    text: str
    title: str | None = None
    url: str | None = None
    canonical_url: str | None = None
    outlet: str | None = None
    site_name: str | None = None
    authors: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    links: tuple[OutwardLink, ...] = ()
    language: str | None = None
    published: Published | None = None
    several_stories_suspected: bool = False
    section: str | None = None
    tags: tuple[str, ...] = ()
    image_url: str | None = None
    modified_at: str | None = None
    origins_of: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sketch:
    """What of a text is compared: everything the judge and the index need, nothing readable.

    `shingles`: uint32, one per place in the normalised text, in reading order (word 3-grams, or character n-grams).
    `signature`: uint32, shape (128,), the datasketch MinHash of the distinct shingles, scheme in `copies.sketch`.
    `keys`: int64, sorted, distinct: the scaled-MinHash keys under which the text is found again; None of a stored
    sketch, for which the index makes them from the shingles where they are wanted.
    `words`: number of tokens of the normalised text, of which `tokens_a_word` stand for a word: more than one where a
    script has no spaces and they are characters. `text_hash`: 16 bytes of the whole normalised text. `numbers`:
    uint32, the numbers and dates in it (see `copies.numbers`); None where it was stored without.
    """

    text_hash: bytes
    words: int
    shingles: NDArray[np.uint32]
    signature: NDArray[np.uint32]
    keys: NDArray[np.int64] | None = None
    numbers: NDArray[np.uint32] | None = None
    title_hash: int | None = None
    tokens_a_word: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rarity:
    """A snapshot of what is common in an archive: `common` holds the shingles (uint32, sorted, distinct) that more
    texts carry than one story's copies would explain; `version` names the snapshot.
    """

    version: str
    common: NDArray[np.uint32]
    _starts: NDArray[np.bool_] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        import numpy as np

        # Which upper 20 bits common shingles have: of the others few need a search.
        starts = np.zeros(1 << 20, dtype=bool)
        starts[self.common >> _START] = True
        object.__setattr__(self, "_starts", starts)

    def are_rare(self, shingles: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Which of `shingles` are not common."""
        import numpy as np

        rare = np.ones(shingles.size, dtype=bool)
        maybe = self._starts.take(shingles >> _START).nonzero()[0]
        if maybe.size:
            found = shingles.take(maybe)
            rare[maybe] = self.common.take(self.common.searchsorted(found), mode="clip") != found
        return rare

    def rare(self, shingles: NDArray[np.uint32]) -> int:
        """How many of `shingles` are not common."""
        return int(self.are_rare(shingles).sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Why a text is on a topic: `reason` reads like "ذكاء اصطناعي x3 in the text, x1 in the title"."""

    name: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A story made ready for recording: its sketch, its topics and credits, and title and text as they are searched
    (normalised; see `text.search_words.search_text`).
    """

    story: Story
    sketch: Sketch
    normal_title: str
    normal_text: str
    topics: tuple[Topic, ...] = ()
    credits: tuple[Credit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What the worker made of a page. `reason` says why `articles` is empty, or why the text is not the page's but the
    feed's.

    `page` comes back without its body: `raw` is the body compressed (zlib), `body_hash` 16 bytes of its hash.
    """

    page: Page
    articles: tuple[Article, ...] = ()
    reason: str | None = None
    raw: bytes | None = None
    body_hash: bytes | None = None
    extractor: str = ""
    normaliser: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What became of a page once it was recorded; the counters of a visit are sums of these. `forgotten`: nothing was
    stored, as a person had it forgotten.
    """

    status: PageStatus
    new_articles: int = 0
    copies: int = 0
    changed: bool = False
    known: bool = False
    reason: str | None = None
    forgotten: bool = False


class Run(NamedTuple):
    """A passage that two texts share, as places (shingle numbers) in each; `length` counts shingles."""

    first: int
    second: int
    length: int


class Judgement(NamedTuple):
    """How two texts stand to each other. `share_of_a` is how much of `a` stands in `b`, 0 to 1.

    `relation` is None when they are not even partly the same. `rare_overlap` is the shared part of the shorter one's
    wording that is rare elsewhere, 0 to 1, None where it was not asked; `without_snapshot`: what is common was not
    known. `reason` is in words, for people; empty where there is no relation.
    """

    relation: Relation | None
    jaccard: float
    overlap: float
    share_of_a: float
    share_of_b: float
    longest_run: int
    runs: tuple[Run, ...]
    reason: str
    rare_overlap: float | None = None
    without_snapshot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A judged pair of stored articles, in their order: `share_of_a` of the judgement is the later article's.

    `minutes_later` is None where the order is not known; `judge` names the version of the judge and its snapshot.
    """

    judgement: Judgement
    later_id: int
    earlier_id: int
    same_outlet: bool | None
    order_known: bool
    order_reason: str
    minutes_later: int | None
    credited: Credited | None
    judge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCopy:
    """A copy of an article, as seen from it: shares are 0 to 1, `runs` have the article's own places first. Hardly
    anybody asks for them: `read_runs` makes them when they are wanted.
    """

    other_id: int
    share_of_own: float
    share_of_other: float
    read_runs: Callable[[], tuple[Run, ...]]

    @property
    def runs(self) -> tuple[Run, ...]:
        return self.read_runs()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How a site asks to be visited, in seconds; 0 where it asks for nothing.

    `pause` is what is left of a Retry-After, `fresh` how long its answer stays valid (Cache-Control, Expires), `update`
    how often its feed says that it changes (ttl, sy:updatePeriod), `crawl_delay` the pause that robots.txt asks for.
    """

    pause: float = 0.0
    fresh: float = 0.0
    update: float = 0.0
    crawl_delay: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a visit found out about a source whose listing it could read.

    `kind` is what the listing is, whatever the configuration calls it, `links` how many it lists. `moved_to` is where
    permanent redirects led, `hub` and `topic` where its feed says that it announces changes, and under which address,
    `update_seconds` how often it says that it changes.
    `is_unread`: only the next visit can read it, as what it is.
    """

    kind: SourceKind
    links: int = 0
    moved_to: str | None = None
    hub: str | None = None
    topic: str | None = None
    update_seconds: float = 0.0
    is_unread: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One poll of a source, counted: the row that a person reads as "12 links, 9 known, 3 new, 1 copy".

    `links` and `known` are pages, `new` and `copies` articles, of which `new_pages` carry the new ones. `grade` is how
    the source fares, by this visit and its latest pages; None where the visit does not tell. `found` is None where the
    listing was not read again.
    """

    id: int
    source_id: int
    links: int = 0
    known: int = 0
    new: int = 0
    new_pages: int = 0
    changed: int = 0
    copies: int = 0
    off_topic: int = 0
    failed: int = 0
    skipped: int = 0
    outcome: VisitOutcome = "running"
    grade: Grade | None = None
    message: str | None = None
    wishes: Wishes = Wishes()
    found: Found | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A link that is not followed, and why, in words. `form` is the form of its address."""

    url: str
    reason: str
    words: str | None = None
    form: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBefore:
    """Addresses of a source that were read before: those that gave a text, and those that gave none."""

    with_text: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A page of a source that was read, with or without finding a text, or that is not there. `of_archive`: not a visit
    fetched it, but a walk through the archive. `tried_at`: when it was first tried.
    """

    url: str
    gave_text: bool
    was_read: bool
    of_archive: bool
    tried_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRules:
    """What the user says of a source's links, as regular expressions: `only` what it finds counts, beside what
    `include` finds; what `exclude` finds never does.
    """

    only: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.only or self.include or self.exclude)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source as the crawler sees it: where to look, how often, and what was seen there last.

    `every_seconds` lies between `min_every_seconds` and `max_every_seconds`; where these are the same, it is fixed.
    `listed` is how many links it listed last, `whole_at` when its listing was last asked for without a condition,
    `believed_seconds` for how long after that its server is believed when it says that nothing changed.
    """

    id: int
    url: str
    kind: SourceKind
    outlet: str
    every_seconds: int
    min_every_seconds: int = MIN_EVERY_SECONDS
    max_every_seconds: int = MAX_EVERY_SECONDS
    next_visit_at: datetime | None = None
    last_success_at: datetime | None = None
    whole_at: datetime | None = None
    believed_seconds: int = 1800
    found_kind: SourceKind | None = None
    moved_to: str | None = None
    listed: int | None = None
    update_seconds: float = 0.0
    rush_seconds: float | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    failures: int = 0
    link_rules: LinkRules = LinkRules()
    is_new: bool = False
    grade: Grade | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPage:
    """What the database knows of an address that a source names again. `is_forgotten`: it is not fetched any more."""

    id: int
    url: str
    canonical_url: str
    status: PageStatus
    attempts: int
    first_seen_at: datetime
    fetched_at: datetime | None
    next_check_at: datetime | None
    updated_words: str | None
    etag: str | None
    last_modified: str | None
    hints: Hints = field(default_factory=Hints)
    is_forgotten: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something a rule found worth telling. `title` is one line, `text` a few.

    `match_id` is the match that it began with, where it is about a text; else `subject` names what it is about, and
    `outlet` whom it concerns.
    """

    kind: AlertKind = "copy"
    rule: str
    match_id: int | None = None
    subject: str | None = None
    outlet: str | None = None
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a channel is sent. `id` stays the same however often it is tried."""

    id: str
    channel: str
    kind: MessageKind
    title: str
    text: str
