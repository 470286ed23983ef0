"""Import an archive: read by workers in batches, stored by one writer, compared once all is stored.

`trips` is what a worker does, `new_pages` how the writer stores by the hundred what nothing is known of.
Keeps out which files hold the pages: see `crawler.files`. Doors: `pages` (imports them), `results` (takes over what was
judged elsewhere).
"""
