"""A message as HTML, for feeds and mails: all of it is text, but for addresses alone on a line. Pure."""

from __future__ import annotations

import html
import re

from pipelines.text.direction import direction_of
from pipelines.text.harmless import readable_url

_ADDRESS = re.compile(r"https?://\S+")
# How templates mark the heading of a part.
_HEADING = "■ "
# Mail programs drop style sheets, and telephones cut off what does not break.
_MAIL = (
    "max-width:40em;margin:0 auto;padding:8px;font:16px/1.6 system-ui,'Segoe UI','Noto Naskh Arabic',sans-serif;"
    "text-align:start;overflow-wrap:anywhere;word-break:break-word"
)
# A long address takes one line; behind it stands the whole.
_LINK = (
    "display:inline-block;max-width:100%;vertical-align:bottom;overflow:hidden;text-overflow:ellipsis;"
    "white-space:nowrap;font-size:13px;color:#456"
)


def html_of(text: str) -> str:
    """A paragraph for each line, in the direction of its first letters."""
    return "".join(f'<p dir="auto">{_line(line)}</p>' for line in text.split("\n") if line.strip())


def mail_of(text: str) -> str:
    """A whole mail, in the direction of its first letters: addresses keep to the side on which the lines begin."""
    lines = "".join(_mail_line(line) for line in text.split("\n"))
    return f'<div dir="{direction_of(text)}" style="{_MAIL}">{lines}</div>'


def _mail_line(line: str) -> str:
    if not line.strip():
        return "<div><br></div>"
    if _ADDRESS.fullmatch(line):
        href, said = html.escape(line), html.escape(readable_url(line))
        link = f'<a dir="ltr" style="{_LINK}" href="{href}" rel="noopener nofollow">{said}</a>'
        return f'<div style="margin-bottom:.4em">{link}</div>'
    said = html.escape(line)
    return f"<div><b>{said}</b></div>" if line.startswith(_HEADING) else f"<div>{said}</div>"


def _line(line: str) -> str:
    if not _ADDRESS.fullmatch(line):
        return html.escape(line)
    return f'<a href="{html.escape(line)}" rel="noopener nofollow">{html.escape(readable_url(line))}</a>'
