"""What a text says of its origin: agencies, source lines, links, and what it only cites.

Keeps out whether two texts are copies.
Doors: `agencies` (the known names, watched outlets' too), `read` (the credits of a text), `crediting` (does a copy
credit the outlet of the earlier article?), `matched` (by which credits does it?).
"""
