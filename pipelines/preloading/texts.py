"""Imported by the process that workers fork from, like `pages`: what is built at first use is built with a text.

Records come with their text: where nothing else is read, this is all that is needed, in half the time.
"""

from __future__ import annotations

import gc

from config.tables import Config
from pipelines.preloading.made_pages import warm_record
from pipelines.preparing.prepare import prepare
from pipelines.preparing.settings import PrepareSettings
from pipelines.text.language import detect

detect("Load the language model before the first text comes in.")
prepare(warm_record(), PrepareSettings.of(Config()))
# What is loaded now stays: without this, the first collection in each worker would copy all of its pages.
gc.collect()
gc.freeze()
