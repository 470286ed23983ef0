"""The database as the rest of the program sees it: the methods of every noun on one object."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from db.activity import ActivityStore
from db.articles import ArticleStore
from db.backfills import BackfillStore
from db.boilerplate import BoilerplateStore
from db.brief import BriefStore
from db.carriage import CarriageStore
from db.clusters import ClusterStore
from db.collecting import CollectingStore
from db.condition import ConditionStore
from db.copies import CopyStore
from db.coverage import CoverageStore
from db.evidence import EvidenceStore
from db.exporting import ExportStore
from db.forgetting import ForgetStore
from db.forgetting_words import ForgettingWordsStore
from db.health import HealthStore
from db.hubs import HubStore
from db.judging import JudgingStore
from db.kept_pages import KeptPageStore
from db.left_out import LeftOutStore
from db.mutes import MuteStore
from db.new_pages import NewPageStore
from db.other_alerts import OtherAlertStore
from db.outlets import OutletStore
from db.pages import PageStore
from db.pruning import PruneStore
from db.rarity import RarityStore
from db.runs import RunStore
from db.shipping import ShippingStore
from db.sites import SiteStore
from db.sources import SourceStore
from db.verdicts import VerdictStore
from db.visits import VisitStore

if TYPE_CHECKING:
    from db.index import Candidate
    from db.temporary_index import TemporaryIndex
    from model import Sketch


class Database(
    BackfillStore,
    # It is made of others, which stand below.
    ConditionStore,
    ForgetStore,
    CollectingStore,
    OutletStore,
    SourceStore,
    VisitStore,
    SiteStore,
    HubStore,
    PageStore,
    KeptPageStore,
    NewPageStore,
    LeftOutStore,
    ArticleStore,
    CopyStore,
    ClusterStore,
    VerdictStore,
    EvidenceStore,
    ActivityStore,
    CarriageStore,
    JudgingStore,
    RarityStore,
    BoilerplateStore,
    HealthStore,
    CoverageStore,
    ForgettingWordsStore,
    OtherAlertStore,
    MuteStore,
    BriefStore,
    RunStore,
    ShippingStore,
    PruneStore,
    ExportStore,
):
    """One connection to a Naskh database."""

    def candidates(self, sketch: Sketch) -> list[Candidate]:
        """Stored texts that share enough with `sketch` to be worth judging, most promising first."""
        return self.index.candidates(sketch)

    def candidates_of(self, sketches: Sequence[Sketch], *, ids: Sequence[int] | None = None) -> list[list[Candidate]]:
        """The same for several at once; with their own `ids` as sketches, ascending, each as it was just before it."""
        return self.index.candidates_of(sketches, ids=ids)

    def sketches(self, sketch_ids: Iterable[int]) -> dict[int, Sketch]:
        """Sketches by their ids."""
        return self.index.load(sketch_ids)

    def sketch_ids(self, article_ids: Iterable[int]) -> dict[int, int]:
        """The ids that the sketches of these articles have, by article id; in the order of the sketches."""
        rows = self.connection.execute(
            "select article_id, id from index_sketches "
            "where article_id in (select value from json_each(?)) order by id",
            [json.dumps(list(article_ids))],
        )
        return {row[0]: row[1] for row in rows}

    def sketches_of_articles(self, article_ids: Iterable[int]) -> dict[int, Sketch]:
        """Sketches by the ids of their articles."""
        ids = self.sketch_ids(article_ids)
        sketches = self.sketches(ids.values())
        return {article_id: sketches[sketch_id] for article_id, sketch_id in ids.items()}

    def judging_anew(self) -> AbstractContextManager[TemporaryIndex]:
        """Meanwhile an index that begins empty, to which the stored sketches are added in the order of judging."""
        from db.temporary_index import temporary_index

        return temporary_index(self.index)
