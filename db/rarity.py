"""Snapshots of what is common in the archive, by which the judge tells formulas from what a text says of its own.

Versioned rows, never changed: a match names the judge and the snapshot that it was judged with.
"""

from __future__ import annotations

import zlib
from datetime import datetime

import numpy as np

from db import index
from db.store import Store
from db.times import to_text
from model import Rarity

# Below this, what is common cannot be told from what one story's copies share.
_FEWEST_TEXTS = 2000
_MOST_TEXTS = 20_000
# What is nearly one text counts this often at most, else a text that many carry would make its own words common.
_OF_ONE_TEXT = 5
_ONE_TEXT_OVERLAP = 0.7


class RarityStore(Store):
    def rarity(self) -> Rarity | None:
        """The newest snapshot; None while the archive is too small for one."""
        row = self._row("select id, common from rarities order by id desc limit 1")
        if row is None:
            return None
        return Rarity(version=f"r{row['id']}", common=np.frombuffer(zlib.decompress(row["common"]), dtype="<u4"))

    def rarity_is_due(self) -> bool:
        """There is none though there are texts enough, or the archive has doubled since the last."""
        texts = self._texts()
        last = self._value("select texts from rarities order by id desc limit 1")
        return texts >= max(_FEWEST_TEXTS, 2 * (last or 0))

    def make_rarity(self, *, now: datetime) -> Rarity | None:
        """Take a snapshot of the newest texts and keep it; None where there are too few. Takes up to a second."""
        with self.transaction():
            texts = self._texts()
            if texts < _FEWEST_TEXTS:
                return self.rarity()
            ids = self.connection.execute(
                "select id from index_sketches where article_id is null or "
                "(select count(*) from matches where later_id = index_sketches.article_id and overlap >= ? "
                "and superseded_at is null) < ? order by id desc limit ?",
                [_ONE_TEXT_OVERLAP, _OF_ONE_TEXT, _MOST_TEXTS],
            )
            common = index.common_shingles(self.connection, [row[0] for row in ids])
            self._insert(
                "rarities",
                {
                    "made_at": to_text(now),
                    "texts": texts,
                    "shingles": int(common.size),
                    "common": zlib.compress(common.astype("<u4").tobytes()),
                },
            )
        return self.rarity()

    def _texts(self) -> int:
        return int(self._value("select count(*) from index_sketches"))
