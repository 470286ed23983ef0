"""A page saved as plain text: its stories, told apart by their heads and ends.

Keeps out HTML.
Doors: `split_text`.
"""
