"""Word what is reported about a corrected text. Pure.

"Was corrected" is said only where a notice of its outlet says so; else its words changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from config.alerts import ChannelLanguage, Language
from pipelines.alerts.correcting import CorrectedText
from pipelines.alerts.pieces import Piece
from pipelines.alerts.wording import Length, Worded, fitting, titled

if TYPE_CHECKING:
    from pipelines.alerts.rendering import Renderer

# Carriers that are reported in full, and changes.
_MOST_CARRIERS, _MOST_CHANGES = 8, 5


def word_correction(
    told: CorrectedText, language: ChannelLanguage, zone: ZoneInfo, *, length: Length = "long"
) -> Worded:
    """What a message says of a corrected text; `language` "text" is that of the text, where Naskh speaks it."""
    # Imported here: commands that word nothing start without Jinja and Babel.
    from pipelines.alerts.rendering import renderer_of

    spoken: Language = ("ar" if told.text.language == "ar" else "en") if language == "text" else language
    renderer = renderer_of(spoken)
    values = _values(told, renderer, zone) | {"long": length == "long"}
    text = fitting(lambda most: renderer.lines("correction", {**values, "most": most}), _MOST_CARRIERS, length)
    return Worded(title=titled(renderer, "correction_title", values), text=text)


def _values(told: CorrectedText, renderer: Renderer, zone: ZoneInfo) -> dict[str, Any]:
    def piece(each: Piece) -> dict[str, Any]:
        return {
            "outlet": each.outlet,
            "page_of": each.page_of,
            "carrier": each.carrier,
            "title": each.title,
            "address": each.address,
            "time": renderer.grammar.when(each.when, zone, on=told.text.when),
            "ours": each.is_on_our_page,
            "diff": f"naskh diff {told.text.id} {each.id}",
        }

    changes = [{"before": before, "after": after} for before, after in told.changes]
    former = _names(told.former)
    return {
        "text": piece(told.text) | {"ours": told.text.is_ours, "time": renderer.grammar.when(told.text.when, zone)},
        "notices": list(told.notices),
        "changes": changes[:_MOST_CHANGES],
        "more_changes": max(len(changes) - _MOST_CHANGES, 0),
        "former": [piece(each) for each in told.former],
        "former_outlets": former,
        "former_ours": any(each.is_on_our_page for each in told.former),
        "corrected": [piece(each) for each in told.corrected],
        "corrected_outlets": _names(told.corrected),
        "elsewhere_outlets": [name for name in _names(told.elsewhere) if name not in former],
        "noticed": renderer.grammar.when(told.noticed, zone),
        "show": f"naskh show {told.text.id}",
    }


def _names(pieces: tuple[Piece, ...]) -> list[str]:
    return list(dict.fromkeys(each.carrier for each in pieces))
