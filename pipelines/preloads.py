"""What the process that workers fork from loads before it forks, as names of modules: by what they will be asked.

Whatever is not loaded there, a worker loads itself, at its first call.
"""

from __future__ import annotations

# For a page or a few: what every page needs, and nothing is read only to get ready.
FEW_PAGES = ("pipelines.prepare", "pipelines.importing.trips")
# For many pages: all that is built at first use is built once, for all workers. That takes 2 s more.
MANY_PAGES = (*FEW_PAGES, "pipelines.warm", "pipelines.copies.pairs", "crawler.content")
# For listings, and for texts that are compared again: no page is read.
LISTINGS = ("crawler.feeds",)
SITES = ("crawler.finding_measures",)
STORED_TEXTS = ("pipelines.copies.sketch", "pipelines.copies.comparing_anew")
