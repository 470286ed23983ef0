"""`naskh brief`: the brief of a period, for a person or for a program."""

from __future__ import annotations

import sys
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from config.alerts import Language
from config.tables import Config
from db import Database
from pipelines.alerting.briefs import gather_brief
from pipelines.alerts.brief_json import brief_json
from pipelines.alerts.brief_wording import word_brief
from pipelines.alerts.wording import Length
from terminal.lists import print_json
from terminal.readable import readable_message


def print_brief(
    database: Database,
    config: Config,
    since: datetime,
    until: datetime,
    *,
    language: Language,
    length: Length,
    as_json: bool,
) -> None:
    """Print what happened between two moments to stdout."""
    brief = gather_brief(database, config, since, until)
    if as_json:
        print_json(brief_json(brief))
        return
    says = word_brief(brief, language, ZoneInfo(config.reader.time_zone), length=length)
    console = Console(file=sys.stdout, highlight=False)
    for line in (Text(says.title, style="bold"), Text(), Text(readable_message(says.text))):
        # An address is left to the terminal to wrap: it can then be followed and copied.
        console.print(line, soft_wrap=True)
