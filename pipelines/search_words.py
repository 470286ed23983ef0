"""Turn a person's words into a full-text expression over the normalised text. Pure.

Arabic words are found with and without the article and the one-letter words written on to them.
"""

from __future__ import annotations

from pipelines.normalize import normalize

_PREFIXES = ("ال", "و", "ب", "ف", "ك", "ل", "لل", "وال", "بال", "فال", "كال", "ولل")
_SHORTEST_STEM = 3


def search_expression(words: str) -> str | None:
    """An FTS5 expression; "quoted words" are a phrase. None where the words hold nothing to look for."""
    parts: list[str] = []
    for n, piece in enumerate(words.replace("“", '"').replace("”", '"').split('"')):
        tokens = normalize(piece).split()
        if n % 2 and tokens:
            parts.append('"' + " ".join(tokens) + '"')
        else:
            parts += [_any_form(token) for token in tokens]
    return " AND ".join(parts) or None


def _any_form(token: str) -> str:
    if not ("\u0621" <= token[0] <= "\u064a"):
        return f'"{token}"'
    stem = next(
        (
            token[len(prefix) :]
            for prefix in sorted(_PREFIXES, key=len, reverse=True)
            # A single letter may belong to the word; only the article is surely one.
            if prefix.endswith(("ال", "لل")) and token.startswith(prefix) and len(token) - len(prefix) >= _SHORTEST_STEM
        ),
        token,
    )
    forms = dict.fromkeys([token, stem, *(prefix + stem for prefix in _PREFIXES)])
    return "(" + " OR ".join(f'"{form}"' for form in forms) + ")"
