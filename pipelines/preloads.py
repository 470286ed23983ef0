"""What the process that workers fork from loads before it forks, as names of modules: by what they will be asked.

Whatever is not loaded there, a worker loads itself, at its first call.
"""

from __future__ import annotations

# `quiet` first: what follows may print.
QUIET = ("pipelines.quiet",)
# For many pages: all that is built at first use is built once, for all workers. That takes 2 s.
MANY_PAGES = (*QUIET, "pipelines.warm", "crawler.feeds", "crawler.sitemaps", "crawler.links")
# For a page or a few: what every page needs, and nothing is read only to get ready.
FEW_PAGES = (*QUIET, "pipelines.prepare")
# For listings, and for texts that are compared again: no page is read.
LISTINGS = (*QUIET, "crawler.feeds")
STORED_TEXTS = (*QUIET, "pipelines.copies.sketch", "pipelines.copies.comparing_anew")
