"""Snapshots of the wording that is common in the archive, by which the judge recognises formulas.

Rows have a version and never change: a match names the judge and the snapshot that it was judged with.
"""

from __future__ import annotations

import zlib
from datetime import datetime

from db.store import Store
from db.times import to_text
from likeness.samples import FEWEST_TEXTS, MOST_TEXTS, TEXTS_ORDER
from model import Rarity


class RarityStore(Store):
    def rarity(self) -> Rarity | None:
        """The newest snapshot; None while the archive is too small for one."""
        row = self._row("select id, common from rarities order by id desc limit 1")
        if row is None:
            return None
        import numpy as np

        return Rarity(version=f"r{row['id']}", common=np.frombuffer(zlib.decompress(row["common"]), dtype="<u4"))

    def rarity_is_due(self) -> bool:
        """Whether there is no snapshot though there are enough texts, or the archive has doubled since the last one."""
        texts = self._texts()
        last = self._value("select texts from rarities order by id desc limit 1")
        return texts >= max(FEWEST_TEXTS, 2 * (last or 0))

    def make_rarity(self, *, now: datetime) -> Rarity | None:
        """Take a snapshot and keep it; None where there are too few texts."""
        if self._texts() >= FEWEST_TEXTS:
            # Outside of a transaction, so that nobody who writes has to wait.
            self.keep_rarity(self.common_wording(), now=now)
        return self.rarity()

    def common_wording(self) -> bytes:
        """The common wording as a snapshot keeps it. Takes some seconds at most, and 100 MB.

        Which texts are looked at depends on the texts alone, so that any order of arrival makes the same snapshot.
        """
        from db.sketches import shingles_of
        from likeness.common import common_shingles

        rows = self.connection.execute(
            "select cast(julianday(substr(coalesce(articles.order_at, pages.first_seen_at), 1, 10)) as integer) "
            "as day, shingles, index_sketches.text_hash as text_hash, index_sketches.position as position, "
            "coalesce(articles.order_at, pages.first_seen_at) as order_at, coalesce(articles.url, pages.url) as url "
            "from index_sketches "
            "left join articles on articles.id = index_sketches.article_id "
            "left join pages on pages.id = index_sketches.page_id "
            "where day is not null and length(shingles) > 0 "
            f"order by {', '.join(TEXTS_ORDER)}, index_sketches.id limit ?",
            [MOST_TEXTS],
        )
        common = common_shingles((row["day"], shingles_of(row["shingles"])) for row in rows)
        return zlib.compress(common.astype("<u4").tobytes())

    def keep_rarity(self, packed: bytes, *, now: datetime) -> None:
        """Keep what `common_wording` gave of the texts that are stored."""
        shingles = len(zlib.decompress(packed)) // 4
        with self.transaction():
            self._insert(
                "rarities",
                {"made_at": to_text(now), "texts": self._texts(), "shingles": shingles, "common": packed},
            )

    def _texts(self) -> int:
        return int(self._value("select count(*) from index_sketches"))
