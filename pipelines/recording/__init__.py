"""Store what became of a page: which stored page and articles it is, what it matches, when it is looked at again.

Everything about a page is one transaction, with no await inside. Here: `pages` and `articles` (what is stored),
`aliases` and `pairing` (what of it was stored before), `recheck` (when next). Keeps out how a page is read and judged:
see `pipelines.preparing` and `pipelines.copies`. Doors: all modules.
"""
