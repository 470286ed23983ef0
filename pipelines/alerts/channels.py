"""Write an alert so that a kind of channel shows it and obeys nothing in it. Pure: knows no channel's address.

Everything in an alert is text, also where a page wrote it. Apprise is handed text and escapes what it sends as HTML;
beyond that most services look for mentions, and many for Markdown, in text too. What a service does is taken from its
documentation, what Apprise 2.2 does from its plugins (`send` and `dialect_convert` of each).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Literal

from pipelines.alerts.message_html import mail_of

Form = Literal["text", "markdown", "html"]

# Mails get HTML of ours: in plain text, mail programs show Arabic from the left. Apprise adds the same as text.
_MAIL = frozenset(
    str.split(
        "mailto mailtos mailgun sendgrid ses sparkpost postmark brevo resend smtp2go mailersend sendpulse azure o365"
    )
)
# Sent to programs, or as text or escaped HTML to people: nothing looks for mentions there.
_AS_IT_IS = frozenset(str.split("json jsons xml xmls form forms syslog dbus glib kde gnome macosx windows mqtt mqtts"))
# Text that they show as Markdown, with a backslash before what is meant literally.
_MARKDOWN = frozenset(str.split("discord guilded fluxer fluxers mmost mmosts ryver nctalk nctalks humhub humhubs kook"))
# The same without a backslash that would help: they get look-alikes.
_MARKDOWN_WITHOUT_BACKSLASH = frozenset(
    str.split("zulip misskey misskeys whatsapp whapi evolution evolutions gupshup onebot onebots stackfield")
)

# Those for which Apprise turns Markdown into marks of their own. It sends backslashes too, which they show:
# https://docs.slack.dev/messaging/formatting-message-text, https://developers.google.com/workspace/chat/format-messages
_OWN_MARKS = frozenset(("slack", "gchat"))
# Where an address in angle brackets is a link of which no picture and no words are shown.
_WITHOUT_PREVIEW = frozenset(("discord",))

# It parts a mark from its word, and is not seen.
_GAP = "\u200b"
# `@everyone`, `<@123>`, `<!channel>`, `<at id=all>`, `(met)all(met)`; `[words](address)`, `[words][1]`, `[1]: address`.
_MENTION = re.compile(r"[@＠](?=\S)|<(?=\S)|\((?=(?:met|rol|chn)\))")
_LINK = re.compile(r"\](?=[(\[:])")
# What services make live by themselves. `http://a`, `www.a`, `a.example/b`: a link shows a picture and words of a page.
# An address that is meant to be followed stands alone on its line; the name of a site without more stays, so that it
# can be searched for. `#tag` puts a public post among others, a touch sends `/command`, `:smile:` is drawn.
_LINKED = re.compile(
    r"(?<=\w)(?=://)|\bwww(?=\.)|(?<=\w)\.(?=[^\W\d_]{2,}(?:[/?#]|:\d))",
    re.IGNORECASE,
)
_ACTING = re.compile(r"[#＃](?=\w)|(?<![\w/.:])/(?=\w++(?![/.]))|:(?=[a-zA-Z][\w+-]*+:)")
# CommonMark 0.31, section 2.4, without what means nothing inside a line; `|` parts spoilers and cells.
_MARKS = re.compile(r"[\\`*_\[\]<>~|#]|&(?=#?[0-9A-Za-z]{1,32};)")
_LEADING_MARK = re.compile(r"^(?=[-+=])|^(\d{1,9})(?=[.)])")
_LOOK_ALIKES = str.maketrans({"*": "∗", "_": "＿", "~": "∼", "`": "ˋ", "[": "［", "]": "］"})
_ADDRESS = re.compile(r"^https?://\S+$")
# Nothing that opens a mention or a mark; encoded it names the same page (RFC 3986, section 2.1).
_MARKS_OF_ADDRESSES = re.compile(r"[@＠<>\[\]()*`~|\\]")


def written_for(schemas: Collection[str], title: str, text: str, *, as_markdown: bool) -> tuple[str, str, Form]:
    """Title and text of an alert for a channel, and what Apprise is to take them for.

    `schemas` are the names under which Apprise knows the service; `as_markdown`: it sends nothing but Markdown there.
    """
    if _MAIL.intersection(schemas):
        # Mail programs make links of words too.
        return title, mail_of(_lines(text, _without_links, _as_is)), "html"
    if _AS_IT_IS.intersection(schemas):
        return title, text, "text"
    write = _writer(schemas, as_markdown)
    address = _without_preview if _WITHOUT_PREVIEW.intersection(schemas) else _address
    form: Form = "markdown" if as_markdown else "text"
    # A title is none that is meant to be followed, also where it is an address.
    return _lines(title, write, write), _lines(text, write, address), form


def _writer(schemas: Collection[str], as_markdown: bool) -> Callable[[str], str]:
    if _MARKDOWN_WITHOUT_BACKSLASH.intersection(schemas) or (as_markdown and _OWN_MARKS.intersection(schemas)):
        return _with_look_alikes
    if as_markdown or _MARKDOWN.intersection(schemas):
        return _with_backslashes
    return _without_mentions


def _lines(text: str, write: Callable[[str], str], address: Callable[[str], str]) -> str:
    return "\n".join(address(line) if _ADDRESS.match(line) else write(line) for line in text.split("\n"))


def _as_is(line: str) -> str:
    return line


def _address(line: str) -> str:
    return _MARKS_OF_ADDRESSES.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), line)


def _without_preview(line: str) -> str:
    return f"<{_address(line)}>"


def _without_links(line: str) -> str:
    return _LINKED.sub(_with_gap, line)


def _without_mentions(line: str) -> str:
    unmentioned = _MENTION.sub(_with_gap, _ACTING.sub(_with_gap, _without_links(line)))
    return _LINK.sub(_with_gap, unmentioned)


def _with_gap(found: re.Match[str]) -> str:
    return found[0] + _GAP


def _with_look_alikes(line: str) -> str:
    return _without_mentions(line).translate(_LOOK_ALIKES)


def _with_backslashes(line: str) -> str:
    marked = _MARKS.sub(lambda found: f"\\{found[0]}", _without_mentions(line))
    return _LEADING_MARK.sub(lambda found: f"{found[1] or ''}\\", marked)
