"""The naskh.toml that `naskh init` writes: real sources of AI news, commented. Writes and fetches nothing."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from config.writing import NewOutlet, NewSource
from crawler.guard import fold_host, literal_address

_TEMPLATE = Path(__file__).with_name("init_template.toml")
MINE = "mine"
# At least two labels of letters, digits and hyphens (RFC 1123, section 2.1); underscores occur.
_HOST = re.compile(r"([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])")


def initial_config(*, my_site: str | None = None, found: NewSource | None = None) -> str:
    """The text of a naskh.toml. With `my_site` ("https://example.com" or "example.com"), that site is watched as
    an outlet of the group "mine", and there is an alert for its pieces: by the source that was found on it, else by its
    front page. Raises ValueError if it is no web address.
    """
    text = _TEMPLATE.read_text("utf-8")
    url, domain = site_address(my_site) if my_site else ("https://www.example.com/", "example.com")
    if found is None:
        outlet = NewOutlet(name=domain, domains=(domain,), groups=(MINE,))
        found = NewSource(url=url, kind="front_page", outlet=outlet)
    listed = next((name for each in found.outlet.domains if (name := _listed_outlet(text, each))), None)
    if listed is None:
        own = _outlet(replace(found.outlet, name=_free_name(text, found.outlet)))
    else:
        own, text = "", _in_my_group(text, listed)
    if not _lists(text, found.url):
        own += ("\n" if own else "") + _source(found, listed or _free_name(text, found.outlet))
    alert = _ALERT.replace("CHANNELS", '["log"]' if my_site else '["log", "phone"]')
    for place, lines in (("#{my_site}\n", own), ("#{my_alert}\n", alert)):
        text = text.replace(place, lines if my_site else _switched_off(lines))
    return text


_ALERT = """\
# Who carries my pieces, even a passage of them?
[[alert]]
name = "who carries my pieces"
relations = ["identical", "near_duplicate", "excerpt", "partial"]
groups = ["mine"]
same_outlet = false
channels = CHANNELS
"""


def site_address(address: str) -> tuple[str, str]:
    """The address of a site and its domain, from what a person gave. Raises ValueError with a sentence."""
    given = address.strip()
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*)://", given)
    if scheme and scheme[1].lower() not in ("http", "https"):
        raise ValueError(f"expected the address of a site with http or https, got {address!r}")
    url = given if scheme else f"https://{given}"
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
        good = parts.scheme in ("http", "https") and not parts.username and bool(host) and parts.port != 0
    except ValueError:
        good, host = False, ""
    if not good or re.search(r"[\s\x00-\x1f\x7f]", url):
        raise ValueError(f'expected the address of a site such as "https://example.com", got {address!r}')
    if literal_address(host) is None and fold_host(host) != "localhost" and not _HOST.fullmatch(fold_host(host)):
        raise ValueError(f'expected the address of a site such as "https://example.com"; {host!r} is no host name')
    return url, host


def _outlet(outlet: NewOutlet) -> str:
    lines = ["[[outlet]]", f"name = {_quoted(outlet.name)}", f"domains = [{', '.join(map(_quoted, outlet.domains))}]"]
    lines += [f"country = {_quoted(outlet.country)}"] if outlet.country else []
    lines += [f"time_zone = {_quoted(outlet.time_zone)}"] if outlet.time_zone else []
    return "\n".join([*lines, f'groups = ["{MINE}"]', ""])


def _source(source: NewSource, outlet: str) -> str:
    kind = "" if source.kind == "feed" else f'kind = "{source.kind}"\n'
    return f'[[source]]\nurl = {_quoted(source.url)}\n{kind}outlet = {_quoted(outlet)}\nevery = "15m"\n'


def _free_name(text: str, outlet: NewOutlet) -> str:
    """The outlet's name, with its domain where the template has another outlet of this name."""
    is_taken = f"[[outlet]]\nname = {_quoted(outlet.name)}\n" in text
    return f"{outlet.name} ({outlet.domains[0]})" if is_taken else outlet.name


def _lists(text: str, url: str) -> bool:
    return f"url = {_quoted(url)}\n" in text


def _listed_outlet(text: str, domain: str) -> str | None:
    """The name of the outlet that the template has for a domain already: a domain belongs to one outlet only."""
    for name, domains in re.findall(r'\[\[outlet\]\]\nname = "(.+)"\ndomains = (\[.+\])\n', text):
        if domain in json.loads(domains):
            return str(name)
    return None


def _in_my_group(text: str, outlet: str) -> str:
    block = re.compile(rf'(\[\[outlet\]\]\nname = "{re.escape(outlet)}"\n(?:.+\n)*?groups = \[)')
    return block.sub(rf'\1"{MINE}", ', text)


def _switched_off(lines: str) -> str:
    return "".join(line if line.startswith("#") or not line.strip() else f"#{line}" for line in lines.splitlines(True))


def _quoted(value: str) -> str:
    # A TOML basic string escapes as JSON does, and DEL too.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
