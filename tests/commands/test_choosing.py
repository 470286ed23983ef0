"""Which outlets the options of lists name, and the message about a name that is not there."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from command_line import RECORDS, Folder, one_sentence, write_records


@pytest.fixture(scope="module")
def imported_by_group(workers_share: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Folder(tmp_path_factory.mktemp("grouped"))
    write_records(folder.path / "n.jsonl", RECORDS)
    (folder.path / "naskh.toml").write_text(
        '[[outlet]]\nname = "ورق"\naliases = ["Waraq"]\ndomains = ["waraq.example"]\ngroups = ["mine", "papers"]\n'
        '[[outlet]]\nname = "صدى الميناء"\ngroups = ["papers"]\n[[alert]]\nname = "all"\n',
        "utf-8",
    )
    with contextlib.chdir(folder.path):
        assert folder.naskh("import", "n.jsonl", "--alerts").exit_code == 0
    return folder.path


@pytest.fixture
def grouped(imported_by_group: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """The three articles; the outlet of the original is ours. Lists alone are asked of them."""
    monkeypatch.chdir(imported_by_group)
    return Folder(imported_by_group)


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (["copies", "--mine"], 1),
        (["copies", "--mine", "--since", "today"], 1),
        (["copies", "--outlet", "ورق"], 1),
        (["copies", "--outlet", "WARAQ"], 1),
        (["copies", "--outlet", "waraq.example"], 1),
        (["copies", "--outlet", "صدي الميناء"], 0),
        (["copies", "--by", "صدى الميناء"], 1),
        (["copies", "--by", "mine"], 0),
        (["copies", "--group", "papers"], 0),
        (["copies", "--pairs", "--mine"], 1),
        (["articles", "--mine"], 1),
        (["articles", "--outlet", "ورق", "--outlet", "the ledger"], 2),
        (["articles", "--group", "papers"], 2),
        (["clusters", "--mine"], 1),
        (["clusters", "--missing", "The Ledger"], 1),
        (["clusters", "--missing", "mine"], 0),
        (["firsts"], 2),
        (["firsts", "--mine"], 1),
        (["alerts", "--mine"], 1),
        (["alerts", "--outlet", "The Ledger"], 0),
    ],
)
def test_lists_keep_what_is_of_the_outlets_that_are_named(grouped: Folder, options: list[str], count: int) -> None:
    assert len(grouped.rows(*options)) == count


@pytest.mark.parametrize(
    ("options", "about"),
    [
        (["--outlet", "Ledger"], "there is no outlet 'Ledger'; did you mean 'The Ledger'?"),
        (["--outlet", "الميناء"], "did you mean 'صدى الميناء'?"),
        (["--outlet", "zzz"], "there is no outlet 'zzz'; `naskh outlets` lists them"),
        (["--group", "paper"], "there is no group 'paper'; did you mean 'papers'?"),
        (["--by", "paper"], "there is no outlet 'paper'; did you mean 'papers'?"),
    ],
)
def test_a_name_that_is_not_there_is_reported_with_those_that_are_near(
    grouped: Folder, options: list[str], about: str
) -> None:
    one_sentence(grouped.naskh("copies", *options), status=2, about=about)


def test_without_outlets_of_ones_own_it_is_said_how_to_name_them(folder: Folder) -> None:
    one_sentence(folder.naskh("copies", "--mine"), status=2, about='groups = ["mine"]')
    one_sentence(folder.naskh("clusters", "--missing", "mine"), status=2, about='groups = ["mine"]')


def test_outlets_whose_names_differ_in_spelling_alone_are_named_exactly(empty: Folder) -> None:
    named = [{**record, "outlet": outlet} for record, outlet in zip(RECORDS, ("أخبار", "اخبار", "Echo"), strict=False)]
    write_records(empty.path / "n.jsonl", named)
    (empty.path / "naskh.toml").write_text(
        '[[outlet]]\nname = "أخبار"\naliases = ["Akhbar"]\n[[outlet]]\nname = "اخبار"\naliases = ["akhbar"]\n', "utf-8"
    )
    assert empty.naskh("import", "n.jsonl").exit_code == 0
    for name in ("أخبار", "اخبار"):
        assert [row["outlet"] for row in empty.rows("articles", "--outlet", name)] == [name]
    for unclear in ("إخبار", "Akhbar"):
        refused = empty.naskh("articles", "--outlet", unclear)
        one_sentence(refused, status=2, about=f"'{unclear}' may be 'أخبار' or 'اخبار'; write the name of the one")
