"""What changed between two texts is found, shown as written, and looked for in a third."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.changes import Change, changes, normal_words, stands_in

TEXT = "The board said on Monday that the ploughs need six weeks of training, and that five of them are here."


def only(before: str, after: str) -> Change:
    found = changes(before, after)
    assert found is not None and len(found) == 1
    return found[0]


def test_changed_words_are_shown_with_a_few_around_as_they_are_written() -> None:
    change = only(TEXT, TEXT.replace("six weeks", "nine weeks"))
    assert change.before == "… that the ploughs need six weeks of training, and …"
    assert change.after == "… that the ploughs need nine weeks of training, and …"
    assert change.words == 1


def test_two_changes_far_apart_are_two_and_near_ones_are_one() -> None:
    both = changes(TEXT, TEXT.replace("Monday", "Tuesday").replace("five", "seven"))
    assert both is not None and len(both) == 2
    assert only(TEXT, TEXT.replace("six weeks", "nine months")).words == 2
    assert only(TEXT, TEXT.replace("six", "nine").replace("training", "tests")).words == 4


def test_spelling_and_marks_are_no_change() -> None:
    assert changes(TEXT, TEXT.upper().replace(",", " –")) == []
    assert changes("أعلنت الحكومةُ اليوم", "اعلنت الحكومه  اليوم") == []


def test_added_words_take_none_away() -> None:
    assert only(TEXT, f"{TEXT} More of it tomorrow.").words == 0


def test_a_third_text_has_the_old_words_or_the_new() -> None:
    change = only(TEXT, TEXT.replace("six weeks", "nine weeks"))
    copy = normal_words(f"It is reported: {TEXT[34:]}")
    assert stands_in(change.old, copy) and not stands_in(change.new, copy)
    assert not stands_in(change.old, normal_words(TEXT[:34]))


def test_the_place_is_found_at_the_end_of_a_text() -> None:
    change = only("one two three four", "one two three five")
    assert (change.before, change.after) == ("one two three four", "one two three five")
    assert stands_in(change.old, normal_words("zero one two three four"))


def test_a_long_change_is_cut_and_another_text_is_no_change() -> None:
    change = only(f"a b c {'x ' * 300}d e f", "a b c y d e f")
    assert len(change.before.split()) <= 32 and change.words == 300
    assert changes("x " * 3000, "y " * 3000) is None


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_text_is_too_odd(before: str, after: str) -> None:
    found = changes(before, after)
    assert found is not None
    for change in found:
        assert stands_in(change.old, normal_words(before)) or not change.old or change.words > 12
        assert "\n" not in change.before + change.after
    assert changes(before, before) == []
