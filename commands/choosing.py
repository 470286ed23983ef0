"""Which outlets `--outlet`, `--group` and `--mine` name. Names are found in any spelling; near ones are suggested."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from commands.names import UnknownName

if TYPE_CHECKING:
    from db import Database
    from db.store import Row

MINE = "mine"
_NEAR = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The outlets and groups that the options name; none of them is no choice."""

    outlets: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    def ids(self, database: Database) -> list[int] | None:
        """Their ids, None where all are meant. Raises UnknownName for a name that is not there."""
        if not (self.outlets or self.groups):
            return None
        rows = database.outlet_names()
        found = [_outlet(name, rows) for name in self.outlets]
        for group in self.groups:
            found += _group(group, rows)
        return sorted(set(found))


def outlets_or_groups(names: Sequence[str], database: Database) -> list[int] | None:
    """Ids of what each of `names` calls: a group, or else an outlet. None where there are no names."""
    if not names:
        return None
    rows = database.outlet_names()
    groups = {group for row in rows for group in row["groups"]} | {MINE}
    found: list[int] = []
    for name in names:
        found += _group(name, rows) if name in groups else [_outlet(name, rows, also=groups)]
    return sorted(set(found))


def _outlet(name: str, rows: Sequence[Row], *, also: Collection[str] = ()) -> int:
    wanted = _spelled(name)
    called = (
        [row for row in rows if row["name"] == name]
        or [row for row in rows if _spelled(row["name"]) == wanted]
        or [row for row in rows if wanted in map(_spelled, (*row["domains"], *row["aliases"]))]
    )
    if len(called) == 1:
        return int(called[0]["id"])
    if called:
        names = " or ".join(repr(row["name"]) for row in called[:_NEAR])
        raise UnknownName(f"{name!r} may be {names}; write the name of the one you mean as it is written here")
    raise _unknown("outlet", name, [*(row["name"] for row in rows), *also], "`naskh outlets` lists them")


def _group(name: str, rows: Sequence[Row]) -> list[int]:
    found = [int(row["id"]) for row in rows if name in row["groups"]]
    if found:
        return found
    if name == MINE:
        raise UnknownName(
            'no outlet is yours yet: write groups = ["mine"] into its [[outlet]] in naskh.toml, then `naskh run`'
        )
    groups = dict.fromkeys(group for row in rows for group in row["groups"])
    raise _unknown("group", name, [*groups], "groups are written into [[outlet]] in naskh.toml")


def _unknown(kind: str, name: str, names: Sequence[str], else_: str) -> UnknownName:
    near = _near(name, names)
    words = f"did you mean {' or '.join(f'{each!r}' for each in near)}?" if near else else_
    return UnknownName(f"there is no {kind} {name!r}; {words}")


def _near(name: str, names: Sequence[str]) -> list[str]:
    spelled = {_spelled(each): each for each in names}
    wanted = _spelled(name)
    within = [key for key in spelled if wanted and (wanted in key or key in wanted)]
    close = get_close_matches(wanted, spelled, n=_NEAR, cutoff=0.6)
    return [spelled[key] for key in dict.fromkeys([*within, *close])][:_NEAR]


def _spelled(name: str) -> str:
    from pipelines.text.normalize import normalize

    return normalize(name)
