"""Whose a page is, and whether an outlet's texts are as they were.

Doors: `names` (the outlet of an address), `addresses` (whether two addresses name one page), `watch` (what changed
since).
"""
