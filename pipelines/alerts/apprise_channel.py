"""Send through Apprise: mail, Telegram, Slack, Discord, ntfy, Matrix and a hundred other services."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from pipelines.alerts.channels import written_for


def send_through_apprise(address: str, title: str, text: str) -> str | None:
    """Send one message to an Apprise address: None when it was taken, else one sentence without the address."""
    # Imported here: it brings hundreds of services, and only those with channels need it.
    import apprise

    # Their messages carry parts of addresses.
    for name in ("apprise", "urllib3"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    services = apprise.Apprise()
    if not services.add(address):
        return "Apprise does not know this kind of address"
    # All of them, whatever the first says.
    taken = [_notify_service(service, title, text) for service in services]
    return None if taken and all(taken) else "the channel refused it or could not be reached"


def knows_address(address: str) -> bool:
    """Whether Apprise knows this kind of address."""
    import apprise

    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    return bool(apprise.Apprise().add(address))


def _notify_service(service: Any, title: str, text: str) -> bool:
    import apprise

    schemas = {service.schema, *_names(service.protocol), *_names(service.secure_protocol)}
    as_markdown = service.resolve_format(apprise.NotifyFormat.TEXT) == apprise.NotifyFormat.MARKDOWN
    title, text, form = written_for(schemas, title, text, as_markdown=as_markdown)
    alone = apprise.Apprise()
    alone.add(service)
    # Without a format Apprise would take what looks like HTML for HTML.
    return bool(alone.notify(title=title, body=text, body_format=apprise.NotifyFormat(form)))


def _names(protocol: str | Sequence[str] | None) -> Sequence[str]:
    return (protocol,) if isinstance(protocol, str) else protocol or ()
