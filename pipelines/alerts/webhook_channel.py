"""Send a message as JSON by POST to an address of the operator's own, as Standard Webhooks has it.

The address is the operator's word, as those of Apprise are: it may be private, and the crawler's guard is not asked.
Redirects are not followed, so that nobody else can send a message anywhere.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from pipelines.alerts.refusal import Refusal
from pipelines.alerts.signature import signature, signing_key

_SECONDS, _CONNECT_SECONDS = 20.0, 10.0
_LONGEST_WAIT = timedelta(days=1)


async def post_to_webhook(
    address: str, secret: str | None, message_id: str, body: bytes, *, now: datetime
) -> Refusal | None:
    """Post one message: None when the receiver answered 2xx. What else it answers is not read."""
    # Imported here: only those with webhooks need it.
    import aiohttp

    if urlsplit(address).scheme not in ("http", "https"):
        return Refusal(reason="the address must begin with http:// or https://")
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Naskh",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
    }
    if secret is not None:
        key = signing_key(secret)
        if key is None:
            return Refusal(reason="the secret must be base64 of 24 to 64 bytes; `openssl rand -base64 32` makes one")
        headers["webhook-signature"] = signature(key, message_id, int(now.timestamp()), body)
    times = aiohttp.ClientTimeout(total=_SECONDS, connect=_CONNECT_SECONDS)
    # The words of these errors hold the address.
    try:
        async with (
            aiohttp.ClientSession(timeout=times, auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.post(address, data=body, headers=headers, allow_redirects=False) as response,
        ):
            return _refusal(response.status, response.headers.get("Retry-After"), now=now)
    except TimeoutError:
        return Refusal(reason=f"no answer within {_SECONDS:.0f} s")
    except aiohttp.ClientSSLError:
        return Refusal(reason="its TLS certificate is not valid, or TLS failed")
    except aiohttp.ClientConnectorError:
        return Refusal(reason="it could not be reached: no such host, or nothing listens there")
    except aiohttp.InvalidURL:
        return Refusal(reason="the address is not a valid one")
    except (aiohttp.ClientError, OSError):
        return Refusal(reason="the connection broke off before it answered")


def _refusal(status: int, retry_after: str | None, *, now: datetime) -> Refusal | None:
    if 200 <= status < 300:
        return None
    if 300 <= status < 400:
        return Refusal(reason=f"it answered {_named(status)}, and redirects are not followed; name the place itself")
    if status == HTTPStatus.GONE:
        return Refusal(reason=f"it answered {_named(status)}: it wants no more messages", is_final=True)
    return Refusal(reason=f"it answered {_named(status)}", wait=_wait(retry_after, now=now))


def _wait(retry_after: str | None, *, now: datetime) -> timedelta | None:
    """Read Retry-After (RFC 9110, section 10.2.3): seconds, or a date. A day at most; None where it says neither."""
    if retry_after is None:
        return None
    words = retry_after.strip()
    if words.isascii() and words.isdigit():
        # More digits are more than a day in any case.
        return min(timedelta(seconds=int(words[:9])), _LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(words)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(moment - now, timedelta()), _LONGEST_WAIT)


def _named(status: int) -> str:
    """`503 Service Unavailable`. What the receiver calls it may be anything."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
