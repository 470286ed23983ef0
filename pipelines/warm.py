"""Imported by the process that workers fork from, so that they share what is slow to load and large.

The one module whose import does something: a worker that replaces a killed one is ready in milliseconds.
"""

from __future__ import annotations

import gc

from config import Config
from model import Page
from pipelines.prepare import prepare
from pipelines.prepare_settings import PrepareSettings
from pipelines.text.language import detect

detect("Load the language model before the first text comes in.")
# One page through all of it builds what is built at first use: word lists, patterns, the parser's tables.
prepare(
    Page(url="file:///warm", kind="html", body=b"<html><body><article><p>warm</p></article></body></html>"),
    PrepareSettings.of(Config()),
)
# What is loaded now stays: without this, the first collection in each worker would copy all of its pages.
gc.freeze()
