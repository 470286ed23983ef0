"""Hand one message to one channel, by what kind of channel it is. Blocking: the caller uses a thread.

A channel's address is a secret: it is read where it is used, and never appears in a message, log or table.
"""

from __future__ import annotations

from config_alerts import Channel
from db.store import Row
from pipelines.alerts.apprise_channel import send_through_apprise
from pipelines.alerts.secrets import place_in_words, read_secret


def send(channel: Channel, message: Row) -> str | None:
    """Send a message (a row of `due_deliveries`): None when the channel took it, else one sentence."""
    assert channel.address is not None
    address = read_secret(channel.address)
    if address is None:
        return f"the {place_in_words(channel.address)} is empty or missing; put the channel's address there"
    return send_through_apprise(address, message["title"], message["text"])
