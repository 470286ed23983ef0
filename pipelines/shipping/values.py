"""What travels, as JSON: the values that the Extract stage hands to the Record stage.
What arrives equals what was sent.

Fields that have their default do not travel. Bytes and numbers are base64, little-endian.
"""

from __future__ import annotations

import types
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np

from model import Sketch

Kind = TypeVar("Kind")

_ARRAYS = {"shingles": "<u4", "signature": "<u4", "keys": "<i8", "numbers": "<u4"}


class Malformed(ValueError):
    """What arrived is no such value."""


def to_plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, Sketch):
        return _sketch_to_plain(value)
    if is_dataclass(value) and not isinstance(value, type):
        told = ((each, getattr(value, each.name)) for each in fields(value))
        return {each.name: to_plain(found) for each, found in told if not _is_default(each.default, found)}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    if isinstance(value, tuple | list):
        return [to_plain(each) for each in value]
    return value


def from_plain(kind: type[Kind], plain: Any) -> Kind:
    """The value of this kind that `to_plain` wrote. Raises Malformed."""
    try:
        made = _made(kind, plain)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Malformed(f"no {kind.__name__}: {error}") from None
    assert isinstance(made, kind)
    return made


def _is_default(default: object, value: object) -> bool:
    return default is not MISSING and type(default) is type(value) and default == value


def _made(kind: Any, plain: Any) -> Any:
    if kind is Sketch:
        return _sketch_from_plain(plain)
    if is_dataclass(kind):
        return _fields_from_plain(kind, plain)
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        if plain is None:
            return None
        (kind,) = (each for each in get_args(kind) if each is not type(None))
        return _made(kind, plain)
    if origin is tuple:
        given = get_args(kind)
        if len(given) == 2 and given[1] is ...:
            return tuple(_made(given[0], each) for each in _listed(plain))
        return tuple(_made(one, each) for one, each in zip(given, _listed(plain), strict=True))
    if origin is Literal:
        if plain not in get_args(kind):
            raise ValueError(f"unexpected {plain!r}")
        return plain
    if kind is datetime:
        return datetime.fromisoformat(plain)
    if kind is bytes:
        return b64decode(plain, validate=True)
    if kind is float and isinstance(plain, int):
        return float(plain)
    if not isinstance(plain, kind):
        raise TypeError(f"expected {kind.__name__}, got {type(plain).__name__}")
    return plain


def _fields_from_plain(kind: Any, plain: Any) -> Any:
    hints = _hints(kind)
    # What a later version of the same format adds is of no use here.
    return kind(**{name: _made(hints[name], found) for name, found in plain.items() if name in hints})


def _listed(plain: Any) -> list[Any]:
    if not isinstance(plain, list):
        raise TypeError(f"expected a list, got {type(plain).__name__}")
    return plain


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _sketch_to_plain(sketch: Sketch) -> dict[str, Any]:
    arrays = {
        name: b64encode(np.ascontiguousarray(found, dtype=form).tobytes()).decode("ascii")
        for name, form in _ARRAYS.items()
        if (found := getattr(sketch, name)) is not None
    }
    return {
        "text_hash": b64encode(sketch.text_hash).decode("ascii"),
        "words": sketch.words,
        "title_hash": sketch.title_hash,
        **arrays,
    }


def _sketch_from_plain(plain: Any) -> Sketch:
    arrays = {
        name: np.frombuffer(b64decode(plain[name], validate=True), dtype=form).astype(form[1:], copy=False)
        for name, form in _ARRAYS.items()
        if name in plain
    }
    return Sketch(
        text_hash=b64decode(plain["text_hash"], validate=True),
        words=int(plain["words"]),
        title_hash=plain["title_hash"],
        **arrays,
    )
