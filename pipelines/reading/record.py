"""One JSON object that is one article: read, checked, known again. Knows nothing of files or databases."""

from __future__ import annotations

import codecs
import hashlib
import json
import math
import re
from dataclasses import dataclass
from typing import Any

from model import Hints, Page

# One for all records: pickled with many pages, it travels once.
_NO_HINTS = Hints()
_SURROGATE = re.compile(rb"\\u[dD]")


class RecordError(ValueError):
    """The bytes are no article. The message completes "line 3 ..."."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An article as somebody else's program wrote it. All as given; None is unknown or empty.

    `text` or `html` is there, or both. `date` is words, to be read as any date on a page.
    """

    url: str
    title: str | None = None
    text: str | None = None
    outlet: str | None = None
    date: str | None = None
    html: str | None = None


def page_of_record(body: bytes) -> Page:
    """The page that a record is. Raises RecordError."""
    record = parse_record(body)
    return Page(
        url=record.url,
        kind="record",
        body=body,
        content_type="application/json",
        import_key=record_key(record),
        hints=_NO_HINTS,
    )


def parse_record(body: bytes) -> Record:
    """Read one JSON object (UTF-8): `url`, `title`, `text`, optional `outlet` (or `source`), `date`, `html`.

    Other keys are not looked at. Raises RecordError.
    """
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or body[:1] == b"\0":
        raise RecordError("is UTF-16, not UTF-8; convert the file with iconv -f UTF-16 -t UTF-8")
    try:
        data = json.loads(body.removeprefix(codecs.BOM_UTF8).decode())
    except UnicodeDecodeError:
        raise RecordError("is not UTF-8; convert the file, such as with iconv -f WINDOWS-1256 -t UTF-8") from None
    except json.JSONDecodeError as error:
        # Without its place in the line: many lines with one mistake have one reason.
        raise RecordError(f"is not JSON, one object a line ({error.msg})") from None
    except (ValueError, RecursionError) as error:
        raise RecordError(f"is not JSON, one object a line ({error})") from None
    if not isinstance(data, dict):
        raise RecordError(f"is not a JSON object, but {_kind(data)}")
    if _SURROGATE.search(body):
        # JSON may spell half a surrogate pair, which no UTF-8 file or database can hold.
        data = {key: _whole(value) for key, value in data.items()}
    url = _words(data, "url")
    if url is None:
        raise RecordError('has no "url"')
    text, html = _words(data, "text"), _words(data, "html")
    if text is None and html is None:
        raise RecordError('has neither "text" nor "html"')
    date = data.get("date")
    if isinstance(date, int | float) and not isinstance(date, bool):
        # A whole number may be too large to be asked whether it is finite.
        is_finite = isinstance(date, int) or math.isfinite(date)
        data["date"] = str(int(date)) if is_finite else None
    return Record(
        url=url.strip(),
        title=_words(data, "title"),
        text=text,
        outlet=_words(data, "outlet") or _words(data, "source"),
        date=_words(data, "date"),
        html=html,
    )


def record_key(record: Record) -> str:
    """What a record is known by when it is imported again: a hash of what it says, in whatever order."""
    said = (record.url, record.title, record.text, record.outlet, record.date, record.html)
    # The lengths keep a title's last words from passing for the text's first ones.
    known_by = hashlib.sha256(repr([value and len(value) for value in said]).encode())
    for value in said:
        if value:
            known_by.update(value.encode())
    return f"record:{known_by.hexdigest()}"


def _words(data: dict[str, Any], key: str) -> str | None:
    value = data.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise RecordError(f'has {_kind(value)} for "{key}", not text')
    return value if value and not value.isspace() else None


def _whole(value: Any) -> Any:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _kind(value: object) -> str:
    match value:
        case dict():
            return "an object"
        case list():
            return "a list"
        case str():
            return "text"
        case None:
            return "null"
        case bool():
            return "true or false"
    return "a number"
