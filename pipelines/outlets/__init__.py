"""Which outlet a page belongs to, and whether the outlet's texts have changed.

Doors: `names` (the outlet of an address), `watch` (what changed since).
"""
