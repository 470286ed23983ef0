"""What a worker process does with a page: extract, normalise, sketch, score, credit. Pure.

Doors: `prepare` (a page's articles), `settings` (what goes with a page to a worker). `stories` loads all that reads
pages: `prepare` imports it when a page comes without its text.
"""
