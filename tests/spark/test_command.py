"""The command says what it needs, and what it cannot read."""

from __future__ import annotations

import importlib.util

import pytest
from click.testing import CliRunner

from spark.command import main

HAS_PYSPARK = importlib.util.find_spec("pyspark") is not None


def test_the_help_needs_no_spark() -> None:
    done = CliRunner().invoke(main, ["--help"])
    assert done.exit_code == 0
    assert "copies.parquet" in done.output


@pytest.mark.skipif(HAS_PYSPARK, reason="pyspark is installed")
def test_without_pyspark_a_sentence_says_what_to_install() -> None:
    done = CliRunner().invoke(main, ["a.jsonl", "--out", "result"])
    assert done.exit_code == 1
    assert "install naskh[spark]; and Java 17" in done.output


def test_what_is_no_time_is_refused_before_anything_begins() -> None:
    done = CliRunner().invoke(main, ["a.jsonl", "--out", "result", "--now", "yesterday"])
    assert done.exit_code == 2
    assert "not a time: yesterday" in done.output


@pytest.mark.parametrize(
    ("path", "words"),
    [("a.jsonl.xz", "Spark cannot read .xz"), ("a.docx", "not a kind that is read")],
)
def test_what_cannot_be_read_is_named(path: str, words: str) -> None:
    pytest.importorskip("pyarrow", reason="Spark's extra is not installed: see `make test-spark`")
    from spark.sources import InputError, Inputs

    with pytest.raises(InputError, match=f"{path}: .*{words}"):
        Inputs.of([path])
