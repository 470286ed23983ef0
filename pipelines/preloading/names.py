"""What the process that workers fork from loads before it forks, as names of modules: by what they will be asked.

Whatever is not loaded there, a worker loads itself, at its first call.
"""

from __future__ import annotations

# For a page or a few: what every page needs, and nothing is read only to get ready.
FEW_PAGES = ("pipelines.preparing.prepare", "pipelines.preparing.stories", "pipelines.importing.trips")
# For many records that have a text: what is built at first use is built once, for all workers.
MANY_TEXTS = ("pipelines.importing.trips", "pipelines.preloading.texts", "pipelines.copies.pairs")
# For many pages: the same with all that reads them, which takes 1 s more and 60 MB.
MANY_PAGES = (*FEW_PAGES, *MANY_TEXTS, "pipelines.preloading.pages", "crawler.content")
# For listings, and for texts that are compared again: no page is read.
LISTINGS = ("crawler.feeds",)
SITES = ("crawler.finding_measures",)
STORED_TEXTS = ("pipelines.copies.sketch", "pipelines.copies.comparing_anew")
