"""Addresses as strangers may see them: without what only their owner should know. Pure."""

from __future__ import annotations

import re

_LOGIN = re.compile(r"(?<=://)[^/?#\s@]*@")
_FILE = re.compile(r"^file://(?:[^/]*)(?:/.*)?/(?=[^/]+$)", re.IGNORECASE)


def shown_address(url: str) -> str:
    """The address of an article, which is cited: without a name and a password before its host. Of a file the name
    alone: the folder says whose machine it was.
    """
    return _FILE.sub("file:///", shown_words(url))


def shown_words(words: str) -> str:
    """Words that may quote such an address."""
    return _LOGIN.sub("", words)
