"""Words of strangers as they may be shown: nothing in them steers a terminal, a line or the direction of a text. Pure.

Keeps out what a single channel or format takes for markup.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

# Control characters, those that turn the direction of what follows (Unicode UAX 9, 2.1 to 2.4), line ends that only
# some programs know, tags (a second, invisible alphabet), what is no character, and halves of characters.
_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)
# A headline of 120 Arabic letters, as addresses have them.
_MOST_OF_AN_ADDRESS = 760
_ENCODED = re.compile("(?:%[89A-Fa-f][0-9A-Fa-f])+")
# Letters and marks that are not seen (Unicode, Default_Ignorable_Code_Point): fillers, joiners, variation selectors.
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
_IN_NO_ADDRESS = re.compile(r"[^\S]|[\x00-\x20\x7f-\x9f<>\"`{}|\\^]")


def harmless(text: str) -> str:
    """A text without control characters; line ends and tabs stay."""
    return _STEERING.sub("", text)


def one_line(text: str) -> str:
    """A text on one line, without control characters."""
    return harmless(" ".join(text.split()))


def cut(text: str, most: int) -> str:
    """A text on one line, of at most so many characters: `A headline that goes on and …`."""
    line = one_line(text)
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def cut_at_word(text: str, most: int) -> str:
    """The same, cut between two words where there are any."""
    line = cut(text, most)
    kept = line.removesuffix("…").rpartition(" ")[0]
    return f"{kept} …" if line.endswith("…") and len(one_line(text)) > most and kept else line


def one_address(url: str) -> str:
    """An address on one line that ends where it ends: what no address may hold is encoded (RFC 3986, section 2)."""
    return _IN_NO_ADDRESS.sub(lambda found: quote(found[0]), harmless(url).strip())


def address_line(url: str) -> str:
    """An address on a line of its own in a message. It is the link itself, so encoded letters stay encoded: programs do
    not agree where an address with other letters ends. One that is too long for a message is cut, and is no link:
    Discord takes 2,000 characters in all, and refuses a longer message each time that it is tried.
    """
    address = one_address(url)
    return address if len(address) <= _MOST_OF_AN_ADDRESS else f"{address[:_MOST_OF_AN_ADDRESS]} …"


def readable_url(url: str) -> str:
    """An address as its readers would write it (RFC 3987, section 3.2): letters beyond ASCII are decoded, the rest
    stays as it is. For eyes only: links and data formats carry the address itself.
    """
    return one_line(_ENCODED.sub(_decoded, url))


def with_escapes(text: str) -> str:
    r"""A text whose control characters are written out, for readers who look for them: `\x1b[31m`."""
    return _STEERING.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def with_json_escapes(text: str) -> str:
    r"""JSON that shows what steers the terminal it is read on as `\u202e`, and means the same."""
    return _STEERING.sub(lambda found: _json_escape(found[0]), text)


def _json_escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[n]:02x}{units[n + 1]:02x}" for n in range(0, len(units), 2))


def _decoded(found: re.Match[str]) -> str:
    try:
        text = bytes.fromhex(found[0].replace("%", "")).decode("utf-8")
    except UnicodeDecodeError:
        return found[0]
    # Letters, their marks, digits: nothing that cannot be seen, or that changes what stands before it.
    kinds = [unicodedata.category(letter)[0] for letter in text]
    is_plain = kinds[0] != "M" and all(kind in "LMN" for kind in kinds) and not _UNSEEN.search(text)
    return text if is_plain else found[0]
