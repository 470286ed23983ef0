"""Which new links are left out because pages of their form give no text, such as the days of a calendar without end, or
are never there. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from crawler.link_forms import form_of
from db.left_out import TEXTLESS
from model import LeftOut, Link, Tried

# So many pages of a form, and not one text, are no accident.
_FEWEST = 30
# How often one of them is tried all the same: a site may begin to give texts there.
TRIED_EVERY = timedelta(days=1)


def textless_links(new: Sequence[tuple[str, Link]], tried: Sequence[Tried], *, now: datetime) -> dict[str, LeftOut]:
    """Which of the `new` links are left out, by canonical address: those of a form of which at least 30 pages are among
    the source's latest, `tried`, none of them with a text. One a day is followed. What a feed carries as text is taken.
    """
    dead = _without_text(tried)
    found: dict[str, LeftOut] = {}
    for canonical, link in new if dead else ():
        form = form_of(link.url).name
        if form not in dead or link.hints.content is not None:
            continue
        count, last = dead[form]
        if now - last >= TRIED_EVERY:
            dead[form] = count, now
            continue
        reason = f"{TEXTLESS}{form} gave no text: {count} of {count}; one a day is tried"
        found[canonical] = LeftOut(url=link.url, words=link.hints.title, reason=reason, form=form)
    return found


def _without_text(tried: Sequence[Tried]) -> dict[str, tuple[int, datetime]]:
    """The forms that give no text: how many pages of each were read, and when the last was tried."""
    if sum(not page.gave_text for page in tried) < _FEWEST:
        # So it is with almost every source, at each visit that brings something new.
        return {}
    forms = [(form_of(page.url).name, page) for page in tried]
    with_text = {form for form, page in forms if page.gave_text}
    counts = Counter(form for form, _ in forms if form not in with_text)
    return {
        form: (count, max(page.tried_at for its, page in forms if its == form))
        for form, count in counts.items()
        if count >= _FEWEST
    }
