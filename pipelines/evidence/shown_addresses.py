"""Addresses as strangers may see them: without what only their owner should know. Pure."""

from __future__ import annotations

import re

_LOGIN = re.compile(r"(?<=://)[^/?#\s@]*@")
_VALUE = re.compile(r"([?&;][^=&#;\s]*=)[^&#;\s]+")
_FILE = re.compile(r"^file://(?:[^/]*)(?:/.*)?/(?=[^/]+$)", re.IGNORECASE)


def shown_address(url: str) -> str:
    """The address of an article without a name and a password before its host; of a file the name alone: the folder
    says whose machine it was.
    """
    return _FILE.sub("file:///", _LOGIN.sub("", url))


def shown_source(url: str) -> str:
    """The address of a source, without the values behind its question mark too: they may be a subscriber's key."""
    return _VALUE.sub(r"\1***", shown_address(url)).partition("#")[0]


def shown_words(words: str) -> str:
    """Words that may quote an address, such as a message."""
    return _LOGIN.sub("", words)
