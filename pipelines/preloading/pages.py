"""Imported by the process that workers fork from, so that they share all that reads pages.

What is built at first use, word lists, patterns, tables of the parser, is built here by reading pages that have some of
everything: a worker that replaces a killed one is ready in milliseconds, and its first page costs what others cost.
"""

from __future__ import annotations

import gc

from config.tables import Config
from pipelines.preloading.made_pages import DATES, warm_pages
from pipelines.preparing.prepare import prepare
from pipelines.preparing.settings import PrepareSettings
from pipelines.reading.dates.read import read_date

for _page in warm_pages():
    prepare(_page, PrepareSettings.of(Config()))
for _words in DATES:
    read_date(_words, fetched_at=None, source="text")
# What is loaded now stays: without this, the first collection in each worker would copy all of its pages.
gc.collect()
gc.freeze()
