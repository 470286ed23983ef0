"""Whose a page is, and whether an outlet's texts are as they were.

Doors: `names` (the outlet of an address), `watch` (what changed since),
`silence` (a source that answers and names nothing new).
"""
