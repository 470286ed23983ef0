"""What is worth telling, to whom and when.

Keeps out how copies are found.
Doors: `rules` (which matches are worth an alert), `wording` (what it says), `deliver` (send what waits).
"""
