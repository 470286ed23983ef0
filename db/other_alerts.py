"""What alerts are made of that are not about copies: failing sources, spreading texts; and what was reported."""

from __future__ import annotations

from datetime import datetime, timedelta

from db.store import Row, Store
from db.times import to_text
from model import AlertKind


class OtherAlertStore(Store):
    def failing_sources(self) -> list[Row]:
        """Visited sources whose last visits failed, or from whose pages no text came: `url`, `outlet`, `groups`,
        `grade`, `failures` in a row, `since` when, and the `message` of the last visit. One that lists nothing is
        `silent` in time.
        """
        return self._rows(
            """
            select sources.url, outlets.name as outlet, outlets.groups, grade, case when failures > 0 then failures else
                (select count(*) from visits where source_id = sources.id and started_at >= grade_since) end
                as failures, case when failures > 0 then (
                select min(started_at) from visits where source_id = sources.id
                and started_at > coalesce(last_success_at, '') and outcome in ('failed', 'refused'))
                else grade_since end as since, (
                select message from visits where source_id = sources.id
                and (failures = 0 or outcome in ('failed', 'refused')) order by started_at desc limit 1) as message
            from sources join outlets on outlets.id = sources.outlet_id
            where enabled and paused_at is null
              and (failures > 0 or coalesce(grade, 'working') not in ('working', 'empty', 'interrupted'))
            order by sources.id
            """
        )

    def changed_sources(self) -> list[Row]:
        """What has changed at one source (`url`) or on all pages of an outlet (null), as `kind`, with `words`,
        `examples`, `outlet`, `groups` and `noticed_at`.
        """
        return self._rows(
            """
            select sources.url, outlets.name as outlet, outlets.groups, outlet_findings.kind, outlet_findings.words,
              outlet_findings.examples, outlet_findings.noticed_at
            from outlet_findings join outlets on outlets.id = outlet_findings.outlet_id
            left join sources on sources.id = outlet_findings.source_id
            where ended_at is null and outlet_findings.outlet_id in (
                select outlet_id from sources where enabled and paused_at is null)
              and (sources.id is null or (sources.enabled and sources.paused_at is null))
            order by outlet_findings.id
            """
        )

    def changes_since(self, since: datetime) -> list[Row]:
        """The same that was noticed since then, whether it is over (`ended_at`) or not, in that order."""
        return self._rows(
            """
            select sources.url, outlets.name as outlet, outlets.groups, outlet_findings.kind, outlet_findings.words,
              outlet_findings.examples, outlet_findings.noticed_at, outlet_findings.ended_at
            from outlet_findings join outlets on outlets.id = outlet_findings.outlet_id
            left join sources on sources.id = outlet_findings.source_id
            where noticed_at >= ? order by noticed_at, outlet_findings.id
            """,
            [to_text(since)],
        )

    def troubles_told(self, rule: str, *, ended_since: datetime) -> list[Row]:
        """The alerts of a rule about what is not as it should be: those that are not over, and those that ended since
        then. `id`, `subject`, `outlet`, `title`, `text`, `created_at`, `ended_at`.
        """
        return self._rows(
            "select id, subject, outlet, title, text, created_at, ended_at from alerts "
            "where kind in ('source', 'disk') and rule = ? and (ended_at is null or ended_at >= ?) order by id",
            [rule, to_text(ended_since)],
        )

    def is_watched(self, outlet: str | None, url: str) -> bool:
        """Whether a source with this address is visited, or, where there is none, any source of an outlet. What
        concerns no outlet is watched always.
        """
        if outlet is None:
            return True
        found = self._rows(
            "select sources.url, enabled and paused_at is null as is_visited from sources "
            "join outlets on outlets.id = sources.outlet_id where outlets.name = ?",
            [outlet],
        )
        own = [row for row in found if row["url"] == url] or found
        return any(row["is_visited"] for row in own)

    def end_trouble(self, alert_id: int, *, title: str, text: str, now: datetime) -> None:
        """What an alert is about is over; this is what it says from now on."""
        moment = to_text(now)
        self._update(
            "alerts",
            alert_id,
            {"title": title, "text": text, "updated_at": moment, "ended_at": moment, "acknowledged_at": None},
        )

    def alert_on_text(self, kind: AlertKind, rule: str, article_id: int) -> int | None:
        """The alert of a kind that a rule raised about the text of an article: about it, or another carrier."""
        found = self._value(
            """
            select min(id) from alerts where kind = :kind and rule = :rule and subject in (
              select cast(same.id as text) from articles given join articles same
                on same.id = given.id or same.cluster_id = given.cluster_id
              where given.id = :article)
            """,
            {"kind": kind, "rule": rule, "article": article_id},
        )
        return None if found is None else int(found)

    def corrected_since(self, since: datetime) -> list[Row]:
        """Articles whose outlet changed their text since then while others carried it: `article_id`, `seen_until`, in
        that order of time.
        """
        return self._rows(
            "select revisions.article_id, revisions.seen_until from revisions "
            "join articles on articles.id = revisions.article_id where made_by = 'outlet' and seen_until >= ? "
            "and articles.cluster_id is not null order by seen_until, revisions.id",
            [to_text(since)],
        )

    def copies_since(self, since: datetime) -> list[Row]:
        """Articles that were crawled since then and carry the text of others, in the order in which they were seen:
        `id`, `first_seen_at`, and how many `copies` of the text there were by then.
        """
        return self._rows(
            """
            select id, first_seen_at, (
              select count(*) - 1 from articles same where same.cluster_id = articles.cluster_id
                and (same.first_seen_at, same.id) <= (articles.first_seen_at, articles.id)) as copies
            from articles where cluster_id is not null and source_id is not null and first_seen_at >= ?
            order by first_seen_at, id
            """,
            [to_text(since)],
        )

    def text_with(self, article_id: int) -> Row | None:
        """The earliest article of a text that an article carries: `id`, `url`, `title`, `outlet`, `outlet_id`,
        `language`, `topic`, `first_seen_at`, and how many `copies` there are. None where nobody else carries it.
        """
        return self._row(
            """
            select first.id, first.url, first.title, outlets.name as outlet, first.outlet_id, first.language,
              first.topic, first.first_seen_at, (
                select count(*) - 1 from articles where cluster_id = clusters.id) as copies
            from articles given join clusters on clusters.id = given.cluster_id
            join articles first on first.id = clusters.earliest_id
            left join outlets on outlets.id = first.outlet_id
            where given.id = ?
            """,
            [article_id],
        )

    def copies_of_earlier_texts(self, article_id: int, *, after: timedelta, since: datetime, limit: int) -> list[int]:
        """How many copies the latest earlier texts of an article's outlet had at a given age."""
        rows = self._rows(
            """
            select (
              select count(*) from articles copy where copy.cluster_id = texts.cluster_id and copy.id != texts.id
                and (julianday(copy.first_seen_at) - julianday(texts.first_seen_at)) * 86400 <= :seconds) as copies
            from articles given
            join articles texts on texts.outlet_id = given.outlet_id and texts.first_seen_at < given.first_seen_at
              and texts.first_seen_at >= :since
            left join clusters on clusters.id = texts.cluster_id
            where given.id = :article and (texts.cluster_id is null or clusters.earliest_id = texts.id)
            order by texts.first_seen_at desc limit :limit
            """,
            {"article": article_id, "seconds": after.total_seconds(), "since": to_text(since), "limit": limit},
        )
        return [row["copies"] for row in rows]
