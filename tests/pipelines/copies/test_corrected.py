"""A correction is told from an update, and a copy with the former words from one that corrected, too."""

from __future__ import annotations

import pytest

from pipelines.copies.corrected import corrected_after, correction_of, standing

BEFORE = "The board said on Monday that the ploughs need six weeks of training. Five of them are here, it said."
AFTER = BEFORE.replace("six weeks", "nine weeks")
NOTICE = "Correction: the training takes nine weeks."


def test_words_that_gave_way_are_a_correction_and_words_that_were_added_are_none() -> None:
    found = correction_of([(BEFORE, AFTER)])
    assert found is not None and not found.notices
    [change] = found.changes
    assert "six weeks" in change.before and "nine weeks" in change.after
    assert correction_of([(BEFORE, f"{BEFORE} The mayor came, too.")]) is None
    assert (
        correction_of([(BEFORE, "Another story altogether, about the price of bread and the opening of a bridge.")])
        is None
    )
    assert correction_of([]) is None


def test_a_notice_is_a_correction_and_no_changed_word() -> None:
    found = correction_of([(BEFORE, f"{BEFORE}\n{NOTICE}")])
    assert found is not None
    assert (found.notices, found.changes) == ((NOTICE,), ())


def test_a_reworded_notice_is_no_change_of_the_text() -> None:
    found = correction_of([(f"{AFTER}\n{NOTICE}", f"{AFTER}\nCorrection: the training takes nine weeks, not six.")])
    assert found is not None
    assert found.notices == ("Correction: the training takes nine weeks, not six.",) and found.changes == ()


def test_what_was_changed_back_is_as_it_was_and_who_copied_in_between_has_the_former_words() -> None:
    found = correction_of([(BEFORE, AFTER), (AFTER, BEFORE)])
    assert found is not None
    assert (standing(found, BEFORE), standing(found, AFTER)) == ("corrected", "former")


@pytest.mark.parametrize(
    ("before", "after", "corrects"),
    [
        ("six weeks", "six weeeks", False),
        ("training", "trianing", False),
        ("12 roads", "21 roads", True),
        ("legal roads", "illegal roads", True),
        ("the now old road", "the not old road", True),
    ],
)
def test_a_slip_of_spelling_is_no_correction(before: str, after: str, corrects: bool) -> None:
    texts = [f"The board said that {words}, and five of them are here today." for words in (before, after)]
    assert (correction_of([(texts[0], texts[1])]) is not None) == corrects


def test_several_changes_are_reported_in_their_order() -> None:
    last = AFTER.replace("Five of them", "Seven of them")
    found = correction_of([(BEFORE, AFTER), (AFTER, f"{last}\n{NOTICE}")])
    assert found is not None
    assert ["six" in change.before for change in found.changes] == [True, False]
    assert found.notices == (NOTICE,)


@pytest.mark.parametrize(
    ("copy", "how"),
    [
        (BEFORE, "former"),
        (f"City Wire — {BEFORE[15:]}", "former"),
        (AFTER, "corrected"),
        (f"{BEFORE[:40]}\n{NOTICE}", "corrected"),
        ("Five of them are here, it said.", "elsewhere"),
    ],
)
def test_how_a_copy_stands_to_a_correction(copy: str, how: str) -> None:
    found = correction_of([(BEFORE, f"{AFTER}\n{NOTICE}")])
    assert found is not None
    assert standing(found, copy) == how


def test_where_only_a_notice_is_known_a_copy_without_it_is_as_it_was() -> None:
    found = correction_of([(BEFORE, f"{BEFORE}\n{NOTICE}")])
    assert found is not None
    assert standing(found, BEFORE) == "former"
    assert standing(found, f"{BEFORE}\n{NOTICE}") == "corrected"


@pytest.mark.parametrize(
    ("copy_seen_at", "is_after"),
    [("2025-03-20T08:00:00Z", True), ("2025-03-20T09:00:00Z", True), ("2025-03-20T09:00:01Z", False)],
)
def test_a_notice_counts_for_copies_that_were_seen_no_later(copy_seen_at: str, is_after: bool) -> None:
    revision = {"text": BEFORE, "made_by": "outlet", "seen_until": "2025-03-20T09:00:00Z"}
    found = corrected_after(f"{AFTER}\n{NOTICE}", [revision], copy_seen_at)
    assert (found is not None and found.words == NOTICE) == is_after
