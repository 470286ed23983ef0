"""The description of a data set, as the Data Package standard has it (https://datapackage.org). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.exporting.files import Style
from pipelines.exporting.tables import Field, Table

_PACKAGE = "https://datapackage.org/profiles/2.0/datapackage.json"
_MEDIA = {"jsonl": "application/jsonl", "csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A table that was written: its file, with its size, SHA-256 and number of rows."""

    table: Table
    path: str
    size: int
    sha256: str
    rows: int


def package(
    written: Sequence[Written], style: Style, *, title: str, description: str, day: str, naskh: Mapping[str, Any]
) -> dict[str, Any]:
    """The object of datapackage.json. `naskh` is what made it: versions, settings and choice."""
    return {
        "$schema": _PACKAGE,
        "name": "naskh-export",
        "title": title,
        "description": description,
        "created": f"{day}T00:00:00Z",
        "naskh": dict(naskh),
        "resources": [_resource(each, style, names={one.table.name for one in written}) for each in written],
    }


def _resource(written: Written, style: Style, *, names: set[str]) -> dict[str, Any]:
    table = written.table
    resource: dict[str, Any] = {
        "name": table.name,
        "type": "table",
        "path": written.path,
        "description": table.meaning,
        "format": style,
        "mediatype": _MEDIA[style],
        "bytes": written.size,
        "hash": f"sha256:{written.sha256}",
        "rows": written.rows,
    }
    if style != "parquet":
        resource |= {"encoding": "utf-8", "compression": "gz"}
    return resource | {
        "schema": {
            "fields": [_field(field, style) for field in table.fields],
            "primaryKey": list(table.key),
            "foreignKeys": [
                {"fields": [name], "reference": {"resource": other, "fields": [key]}}
                for name, other, key in table.refers
                if other in names
            ],
            "missingValues": [""] if style == "csv" else [],
        }
    }


def _field(field: Field, style: Style) -> dict[str, Any]:
    # Parquet holds times as the text that is stored.
    kind = "string" if field.type == "datetime" and style == "parquet" else field.type
    return {"name": field.name, "type": kind, "description": field.meaning}
