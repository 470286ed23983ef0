"""Who is let in, and what a browser may do with an answer: an ASGI wrapper around Datasette and our pages.

Our pages run no script but their own file and load nothing from elsewhere. Datasette's pages contain scripts: those of
its templates are allowed by their hash, and no other runs.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from datasette.app import Datasette

from web.health import HEALTH, LIVE, METRICS
from web.site import Site

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_NOWHERE_ELSE = "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
OUR_POLICY = (
    f"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; {_NOWHERE_ELSE}"
)
# For a page that shows the source of another.
SOURCE_POLICY = f"default-src 'none'; style-src 'self'; script-src 'none'; {_NOWHERE_ELSE}"
# The templates of Datasette 0.65 that contain scripts, and the one script that holds a setting.
_WITH_SCRIPTS = ("_close_open_menus.html", "_codemirror_foot.html")
_SETTING = "DATASETTE_ALLOW_FACET = {};"
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
# The only addresses that are let in below `/-/`, where Datasette describes itself.
_OPEN = (HEALTH, LIVE, METRICS, "/-/static/", "/-/static-plugins/")
_LOOPBACK_NAMES = frozenset(("localhost", "ip6-localhost"))


def guarded(app: App, site: Site, datasette: Datasette) -> App:
    """The application behind the guard."""
    theirs = _policy_of(datasette)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        send = _with_headers(send, theirs)
        if not _is_our_host(headers.get("host", ""), site):
            await _refuse(send, 421, "This is not the host that is served here.")
        elif not _may_ask(scope["path"], headers, site):
            await _refuse(
                send, 401, "A password is needed.", {"www-authenticate": 'Basic realm="Naskh", charset="UTF-8"'}
            )
        elif _is_embedded(headers):
            await _refuse(send, 403, "This is not for pages of other sites.")
        elif scope["method"] not in ("GET", "HEAD"):
            await _refuse(send, 405, "Only GET: these pages change nothing.", {"allow": "GET, HEAD"})
        elif _is_of_workings(scope):
            await _refuse(send, 404, "There is no such page.")
        else:
            await app(scope, receive, send)

    return answer


def _is_embedded(headers: Mapping[str, str]) -> bool:
    """Whether a page of another site requests one of ours as a part of itself. It could not read the answer, which
    costs time here. A link that a reader follows from elsewhere is let in: https://www.w3.org/TR/fetch-metadata/
    """
    if headers.get("sec-fetch-site") not in ("cross-site", "same-site"):
        return False
    return headers.get("sec-fetch-mode") != "navigate" or headers.get("sec-fetch-dest") not in (None, "document")


def _is_of_workings(scope: Scope) -> bool:
    """Whether a page of Datasette says where files lie and what runs: that is no reader's business."""
    paths = {scope["path"], (scope.get("raw_path") or b"").decode("latin-1").partition("?")[0]}
    return any(path.startswith("/-/") and not path.startswith(_OPEN) for path in paths)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() in _LOOPBACK_NAMES


def _may_ask(path: str, headers: Mapping[str, str], site: Site) -> bool:
    """Whether a request may be answered: it has the password, or asks whether the service works, as a health check
    does.
    """
    authorization = headers.get("authorization", "")
    is_open = path in (HEALTH, LIVE) and not authorization
    return site.password is None or is_open or _knows(site.password, authorization)


def _is_our_host(host: str, site: Site) -> bool:
    """Whether a request names our host. Under another name that leads to this machine, a page of another site asks."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return site.password is not None or is_loopback(name) or name == site.host.lower()


def _knows(password: str, authorization: str) -> bool:
    kind, _, given = authorization.partition(" ")
    if kind.lower() != "basic":
        return False
    try:
        said = base64.b64decode(given, validate=True).decode("utf-8").partition(":")[2]
    except (ValueError, UnicodeDecodeError):
        return False
    return hmac.compare_digest(said.encode(), password.encode())


def _with_headers(send: Send, theirs: str) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = {name.lower(): value for name, value in message["headers"]}
            ours = given.pop(b"x-naskh", None) is not None
            policy = given.get(b"content-security-policy", (OUR_POLICY if ours else theirs).encode())
            given |= {
                b"content-security-policy": policy,
                b"x-content-type-options": b"nosniff",
                b"referrer-policy": b"no-referrer",
                b"x-frame-options": b"DENY",
                b"cross-origin-opener-policy": b"same-origin",
                b"cross-origin-resource-policy": b"same-origin",
            }
            kept = [(name, value) for name, value in message["headers"] if name.lower() == b"set-cookie"]
            given.pop(b"set-cookie", None)
            message = {**message, "headers": [*given.items(), *kept]}
        await send(message)

    return sent


def _policy_of(datasette: Datasette) -> str:
    scripts = [script for name in _WITH_SCRIPTS for script in _SCRIPT.findall(_source(datasette, name))]
    scripts += [_SETTING.format(word) for word in ("true", "false")]
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts)
    return (
        f"default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        f"connect-src 'self'; font-src 'self'; {_NOWHERE_ELSE}"
    )


def _source(datasette: Datasette, name: str) -> str:
    source: str = datasette.jinja_env.loader.get_source(datasette.jinja_env, name)[0]
    return source


async def _refuse(send: Send, status: int, words: str, more: Mapping[str, str] | None = None) -> None:
    headers = {"content-type": "text/plain; charset=utf-8", "cache-control": "no-store", "x-naskh": "1", **(more or {})}
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": f"{words}\n".encode()})
