"""Check whether a channel can be reached, without sending anything. The words for a problem contain no address."""

from __future__ import annotations

import asyncio
import ssl
from urllib.parse import urlsplit

from config.alerts import Channel
from pipelines.alerts.apprise_channel import knows_address
from pipelines.alerts.secrets import read_secret

_SECONDS = 5.0


async def problem_reaching(channel: Channel) -> str | None:
    """Why a channel with an address could take no message, as far as that shows without sending one; None where it
    could.
    """
    address = read_secret(channel.address) if channel.address is not None else None
    if address is None:
        return "its address is missing"
    if channel.kind == "webhook":
        return await _problem_connecting(address)
    known = await asyncio.to_thread(knows_address, address)
    return None if known else "its address is of no kind that Apprise knows: look how it is written"


async def _problem_connecting(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        host, is_secure = parts.hostname, parts.scheme == "https"
        port = parts.port or (443 if is_secure else 80)
    except ValueError:
        host = None
    if not host:
        return "its address is no web address"
    try:
        async with asyncio.timeout(_SECONDS):
            _, writer = await asyncio.open_connection(host, port, ssl=is_secure or None)
            writer.close()
    except TimeoutError:
        return f"its server does not answer within {_SECONDS:.0f} s"
    except ssl.SSLError:
        return "its server has no valid certificate"
    except OSError:
        return "its server cannot be reached: check its address, and the network of this machine"
    return None
