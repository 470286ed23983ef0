"""What heads the columns of each list in a file for programs (CSV, a spreadsheet), whether the list has rows or not.

A nested value is several columns, see `lists.flat`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_SIDE = ("id", "url", "position", "outlet", "carrier", "title", "published_at", "first_seen_at")
_ARTICLES = (
    "id", "url", "canonical_url", "outlet", "carrier", "source", "title", "authors", "language", "published_at",
    "published_offset", "published_day", "first_seen_at", "words", "position", "cluster", "credits", "topic_name",
    "topic_score", "topic_reason",
)  # fmt: skip
FIELDS: Mapping[str, Sequence[str]] = {
    "outlets": (
        "id", "name", "country", "time_zone", "domains", "groups", "sources", "articles", "first_seen_at",
    ),
    "coverage": (
        "outlet", "day", "state", "named", "stored", "off_topic", "refused", "missed", "waiting", "skipped", "visits",
        "good_visits", "minutes_unseen", "minutes_down", "starts_at", "ends_at", "outlet_id",
    ),
    "sources": (
        "id", "outlet", "kind", "url", "enabled", "paused_at", "grade", "grade_since", "last_visit_at",
        "last_success_at", "failures", "next_visit_at", "last_message", "visits", "articles", "last_article_at",
        "pieces_in_a_day", "usual_in_a_day", "health", "every_seconds", "min_every_seconds", "max_every_seconds",
        "next_visit_reason", "found_kind", "moved_to", "moved_at", "hub", "hub_message", "failing_since",
    ),
    "suggested": ("domain", "times", "credits", "canonical", "copies", "article", "kind", "url", "title"),
    "left-out": (
        "source_id", "outlet", "source", "url", "words", "form", "reason", "first_seen_at", "last_seen_at",
    ),
    "visits": (
        "id", "source_id", "outlet", "source", "started_at", "finished_at", "outcome", "grade", "links", "known", "new",
        "new_pages", "changed", "copies", "off_topic", "failed", "skipped", "message",
    ),
    "pages": (
        "id", "url", "status", "grade", "reason", "rights", "tdm_policy", "alias_of", "attempts", "http_status",
        "first_seen_at", "fetched_at", "next_check_at", "source", "sources", "aliases",
    ),
    "articles": _ARTICLES,
    "copies": (
        "id", "relation", "jaccard", "overlap", "found_at", "cluster", "same_outlet", "credited", "order_known",
        "reason", "verdict", "minutes_later", *(f"later_{name}" for name in _SIDE),
        *(f"earlier_{name}" for name in _SIDE), "share_of_later", "share_of_earlier", "credits",
    ),
    "clusters": (
        "id", "size", "copies", "order_known", "reason", "created_at", "earliest", "title", "url", "earliest_outlet",
        "earliest_carrier", "earliest_at", "outlets", "carriers",
    ),
    "firsts": (
        "outlet", "is_mine", "shared_texts", "first", "later", "order_not_known", "copies_by_others",
        "credited_copies", "median_minutes_to_first_copy",
    ),
    "alerts": (
        "id", "kind", "rule", "match", "title", "text", "created_at", "updated_at", "acknowledged_at", "deliveries",
    ),
    "waiting": ("alert", "channel", "state", "due_at", "why", "attempts", "rule", "title"),
    "failed": ("alert", "channel", "message", "created_at", "attempts", "error", "rule", "title"),
    "mutes": ("id", "kind", "name", "note", "created_at", "until"),
    "search": _ARTICLES,
}  # fmt: skip
