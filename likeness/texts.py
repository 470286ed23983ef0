"""The hash of a title and its text, which shows that either was changed."""

from __future__ import annotations

import hashlib


def text_hash(title: str | None, text: str) -> bytes:
    """16 bytes that differ where the title or the text does."""
    return hashlib.blake2b(f"{title or ''}\n{text}".encode("utf-8", "replace"), digest_size=16).digest()
