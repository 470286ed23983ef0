"""Boilerplate removal: what a page prints around a text, and walls that stand in its place.

Keeps out what an outlet repeats and what is learnt of it (`copies.boilerplate`).
Doors: `strip` (a text without it), `edges` and `lines` (is this line part of it?), `boxes`, `walls`,
`notices` (an outlet's words to its reader inside a piece), `machine_summaries`.
"""
