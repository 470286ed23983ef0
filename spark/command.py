"""The command `naskh-spark`: what it is given, the session, and what it says at the end."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

NEEDS = "naskh-spark needs pyspark, pandas and pyarrow: install naskh[spark]; and Java 17 or newer"


@click.command(context_settings={"max_content_width": 120})
@click.argument("paths", metavar="PATH...", nargs=-1)
@click.option(
    "--files-from", type=click.Path(path_type=Path, exists=True), metavar="FILE", help="Read these, too: one a line."
)
@click.option("--out", required=True, metavar="FOLDER", help="Where the steps are kept and the result is written.")
@click.option("--master", metavar="MASTER", help='Where to run, such as "local[4]". spark-submit says it otherwise.')
@click.option(
    "--parts",
    type=click.IntRange(1),
    default=None,
    metavar="N",
    help="Into how many parts each step is divided. Default: four for each core.",
)
@click.option(
    "--config", "config_file", type=click.Path(path_type=Path, exists=True), metavar="FILE", help="A naskh.toml."
)
@click.option("--now", metavar="TIME", help="The time of first sight of all, such as 2026-03-01T00:00:00Z.")
def main(
    paths: tuple[str, ...],
    files_from: Path | None,
    out: str,
    master: str | None,
    parts: int | None,
    config_file: Path | None,
    now: str | None,
) -> None:
    """Find copies in an archive that is too large for one machine.

    It reads JSON Lines, Parquet, WARC, HTML and text files (also .gz) and Naskh databases, and compares all articles as
    `naskh rejudge` does. FOLDER then has articles.parquet, copies.parquet and clusters.parquet, in the columns of
    `naskh articles`, `copies --pairs --relation all` and `clusters`. If it is interrupted, run it again: it continues
    with the step where it stopped.
    """
    from config.loading import ConfigError, load_config
    from config.tables import Config

    try:
        config = load_config(config_file) if config_file else Config()
    except ConfigError as error:
        raise click.UsageError(str(error)) from None
    moment = _moment(now)
    try:
        from spark.run import Asked, run

        session = _session(master)
    except ImportError as error:
        raise click.ClickException(f"{NEEDS} ({error})") from None
    from spark.judged import NeedsGraphFrames
    from spark.kept import FolderInUse
    from spark.order import TooManyTexts
    from spark.sources import InputError

    named = [*paths, *(files_from.read_text("utf-8").split("\n") if files_from else ())]
    try:
        asked = Asked(
            paths=[path for path in named if path.strip()],
            folder=out.rstrip("/"),
            parts=parts or 4 * session.sparkContext.defaultParallelism,
            now=moment,
        )
        report = run(session, asked, config, tell=lambda words: click.echo(words, err=True))
    except (InputError, FolderInUse, TooManyTexts, NeedsGraphFrames) as error:
        raise click.ClickException(str(error)) from None
    finally:
        session.stop()
    _tell(report, out)


def _session(master: str | None) -> SparkSession:
    """Raises ImportError where Spark is not installed, ClickException where it cannot be started."""
    from pyspark.errors import PySparkRuntimeError
    from pyspark.sql import SparkSession

    # Workers run the Python that the driver runs, unless somebody says otherwise.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("naskh-spark")
    if master:
        # On one machine Spark gives up when one worker dies, unless it is told how often to try.
        builder = builder.master(re.sub(r"^local\[([^,\]]+)\]$", r"local[\1,4]", master))
    try:
        return builder.getOrCreate()
    except PySparkRuntimeError as error:
        raise click.ClickException(f"{NEEDS} ({str(error).splitlines()[0]})") from None


def _tell(report: Mapping[str, Any], out: str) -> None:
    for reason, count in sorted(report["not_read"].items(), key=lambda item: -item[1])[:10]:
        click.echo(f"  {count:,} x {reason}", err=True)
    click.echo(
        f"{report['articles']:,} articles, {report['pairs']:,} pairs judged, {report['copies']:,} copies, "
        f"{report['clusters']:,} clusters (the largest group has {report['largest_component']:,} articles); in {out}",
        err=True,
    )


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"not a time: {text}", param_hint="--now") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


if __name__ == "__main__":
    main()
