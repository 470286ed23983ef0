"""The database as the rest of the program sees it: every intent of every noun on one object."""

from __future__ import annotations

from db.alerts import AlertStore
from db.articles import ArticleStore
from db.index import Candidate
from db.matches import MatchStore
from db.outlets import OutletStore
from db.pages import PageStore
from db.rarity import RarityStore
from db.runs import RunStore
from db.sources import SourceStore
from model import Sketch


class Database(OutletStore, SourceStore, PageStore, ArticleStore, MatchStore, RarityStore, AlertStore, RunStore):
    """One connection to a Naskh database."""

    def candidates(self, sketch: Sketch) -> list[Candidate]:
        """Stored texts that share enough with `sketch` to be worth judging, most promising first."""
        return self.index.candidates(sketch)

    def sketches(self, sketch_ids: list[int]) -> dict[int, Sketch]:
        """Sketches by their ids."""
        return self.index.load(sketch_ids)

    def sketches_of_articles(self, article_ids: list[int]) -> dict[int, Sketch]:
        """Sketches by the ids of their articles."""
        ids = {
            row["id"]: row["article_id"]
            for article_id in article_ids
            for row in self._rows("select id, article_id from index_sketches where article_id = ?", [article_id])
        }
        return {ids[sketch_id]: sketch for sketch_id, sketch in self.sketches(list(ids)).items()}
