"""What a subscriber of W3C WebSub says to hubs and how it takes what they say. Pure.

https://www.w3.org/TR/websub/. A hub is a stranger's server: only what it signs with our secret counts.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

Mode = Literal["subscribe", "unsubscribe"]

# The lease that is asked for. The hub decides.
LEASE = timedelta(days=10)
_LONGEST_LEASE = timedelta(days=365)
_SHORTEST_LEASE = timedelta(minutes=5)
# Renewed when so much of it is over.
_RENEW_AT = 0.9
_MOST_CHALLENGE = 4000
# Section 7.1: these methods, by their names in the header.
_METHODS = frozenset(("sha1", "sha256", "sha384", "sha512"))
_VERIFIED_WITHIN = timedelta(minutes=10)
_LONGEST_PAUSE = timedelta(days=1)
MOST_FAREWELLS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The answer to a hub that verifies an intent. `lease` is how long the subscription holds, where it began;
    `is_over` where it ended; `denial` is the hub's reason for a refusal.
    """

    status: int
    body: str = ""
    lease: timedelta | None = None
    is_over: bool = False
    denial: str | None = None


def new_path() -> str:
    """The last part of a callback: nobody can guess it."""
    return secrets.token_urlsafe(24)


def secret_for(key: bytes, path: str) -> str:
    """The secret of one subscription. The key lives as long as the process."""
    return hmac.new(key, path.encode(), "sha256").hexdigest()


def form(mode: Mode, *, topic: str, callback: str, secret: str) -> dict[str, str]:
    """The form that is sent to a hub (section 5.1)."""
    fields = {"hub.mode": mode, "hub.topic": topic, "hub.callback": callback}
    if mode == "subscribe":
        fields |= {"hub.secret": secret, "hub.lease_seconds": str(int(LEASE.total_seconds()))}
    return fields


def reply_to(subscription: Mapping[str, Any] | None, asked: Mapping[str, str]) -> Reply:
    """Whether we meant what a hub asks us to confirm (section 5.3). `subscription` is the one of this callback, with
    its `topic`, `state` and `is_visited`.
    """
    mode, topic, challenge = (asked.get(f"hub.{name}", "") for name in ("mode", "topic", "challenge"))
    if subscription is None or topic != subscription["topic"]:
        return Reply(status=404)
    state = subscription["state"]
    if mode == "denied":
        return Reply(status=200, denial=asked.get("hub.reason", "")[:200] or "no reason given")
    if not challenge or len(challenge) > _MOST_CHALLENGE:
        return Reply(status=404)
    if mode == "subscribe" and subscription["is_visited"] and state in ("wanted", "asked", "active", "refused"):
        return Reply(status=200, body=challenge, lease=_lease(asked.get("hub.lease_seconds", "")))
    if mode == "unsubscribe" and state == "leaving":
        return Reply(status=200, body=challenge, is_over=True)
    return Reply(status=404)


def renewal_at(lease: timedelta, *, now: datetime) -> datetime:
    """When a subscription that holds for `lease` from now on is renewed."""
    return now + lease * _RENEW_AT


def next_try(attempts: int, *, now: datetime) -> datetime:
    """When a hub that did not answer as it should is asked again, after so many attempts."""
    doubled: timedelta = _VERIFIED_WITHIN * 2 ** min(attempts, 10)
    return now + min(doubled, _LONGEST_PAUSE)


def is_signed(body: bytes, signature: str | None, secret: str) -> bool:
    """Whether X-Hub-Signature proves that the sender of a push knows the secret (section 7.1)."""
    method, _, told = (signature or "").strip().partition("=")
    if method.lower() not in _METHODS or not told.isascii():
        return False
    made = hmac.new(secret.encode(), body, method.lower()).hexdigest()
    return hmac.compare_digest(made, told.strip().lower())


def _lease(words: str) -> timedelta:
    if not words.isascii() or not words.isdigit():
        return LEASE
    return max(_SHORTEST_LEASE, min(timedelta(seconds=int(words[:9])), _LONGEST_LEASE))
