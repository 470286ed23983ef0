"""Take the boilerplate of a page (menus, share lines, counters, advertisements) off its text. Pure.

Two grades of certainty: what is boilerplate wherever it stands (`reading.boilerplate.lines`), and what is so only
before the first or after the last paragraph (`reading.boilerplate.edges`). Sentences inside a text always stay, and so
do subheadings and lines that name a source.
"""

from __future__ import annotations

import re

from pipelines.reading.boilerplate.edges import is_credit_alone, is_edge_boilerplate
from pipelines.reading.boilerplate.lines import is_boilerplate, is_related_label, is_source_line
from pipelines.text.lines import count_words, is_sentence, main_alphabet
from pipelines.text.normalize import normalize

_MOST_UNKNOWN = 2
_MOST_BEHIND = 6
_BARE_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")


def strip_boilerplate(paragraphs: list[str]) -> list[str]:
    """The paragraphs of one text without its boilerplate, in their order.

    Takes plain paragraphs, of a text page or of an HTML extraction. Sentences and subheadings inside stay.
    """
    lines = [line.strip() for line in paragraphs if line.strip()]
    kept = _without_tail(_without_lead(lines))
    kept = _without_links_to_others(kept)
    return [line for line in kept if not (is_boilerplate(line) or is_credit_alone(line))]


def _without_lead(lines: list[str]) -> list[str]:
    first = next((n for n, line in enumerate(lines) if not is_edge_boilerplate(line)), len(lines))
    return lines[first:]


def _without_tail(lines: list[str]) -> list[str]:
    """Cut from the first boilerplate that follows the last sentence; what stands behind it is of the page as well."""
    end = next((n + 1 for n in reversed(range(len(lines))) if _is_text(lines[n])), 0)
    text = " ".join(lines[:end])
    known = [n for n in range(end, len(lines)) if normalize(lines[n]) and is_edge_boilerplate(lines[n])]
    known = [n for n in known if not (n and _BARE_ADDRESS.fullmatch(lines[n]) and _names_a_link(lines[n - 1]))]
    cut = known[0] if known else len(lines)
    # Verses and lists are short lines as well: among them a label or two proves nothing of the others.
    behind = len(lines) - cut
    if known and (behind <= _MOST_BEHIND or behind <= len(known) * 3):
        # The alternative text of a picture and buttons of no known name stand before the label.
        while cut > end and _is_stray(lines[cut - 1], text):
            cut -= 1
        is_all_buttons = cut - end <= _MOST_UNKNOWN and all(_is_button(line) for line in lines[end:cut])
        return lines[:end] if is_all_buttons else lines[:cut]
    end = len(lines)
    while end and _is_stray(lines[end - 1], text) and not is_source_line(lines[end - 1]):
        end -= 1
    return lines[:end]


def _names_a_link(line: str) -> bool:
    """Whether the address on the next line is what the text speaks of: its source, a document."""
    return is_source_line(line) or line.rstrip().endswith((":", "：", ".pdf", ".doc", ".docx", ".xls", ".xlsx"))


def _is_text(line: str) -> bool:
    return is_source_line(line) or (is_sentence(line) and not is_edge_boilerplate(line))


def _is_stray(line: str, text: str) -> bool:
    """A word or two in another alphabet than the text's: the name of a picture or of a button."""
    if count_words(line) > 3 or is_source_line(line) or (own := main_alphabet(line)) is None:
        return False
    # Counted last: few lines are as short, and the text is long.
    return main_alphabet(text) not in (None, own)


def _is_button(line: str) -> bool:
    """A few words without any mark of a sentence, a list or a name in brackets."""
    return count_words(line) <= 4 and not re.search(r"[.:؛;!؟?()\[\]«»\"“”]|^\W", line) and not is_source_line(line)


def _without_links_to_others(lines: list[str]) -> list[str]:
    """Drop the headline that stands under "Read also" as a line of its own."""
    kept: list[str] = []
    is_link = False
    for line in lines:
        if is_link and not is_sentence(line) and count_words(line) >= 4 and not is_source_line(line):
            is_link = False
            continue
        is_link = is_related_label(line)
        kept.append(line)
    return kept
