"""What is worth telling, to whom and when.

Keeps out how copies are found.
Doors: `rules` (which matches are worth an alert, and its words), `deliver` (send what waits).
"""
