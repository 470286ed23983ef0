"""What a title and a text are known by."""

from __future__ import annotations

import hashlib


def text_hash(title: str | None, text: str) -> bytes:
    """By which a changed title or text is known: 16 bytes."""
    return hashlib.blake2b(f"{title or ''}\n{text}".encode("utf-8", "replace"), digest_size=16).digest()
