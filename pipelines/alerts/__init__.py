"""Which matches are worth an alert, what it says, and its delivery.

Keeps out how copies are found.
Doors: `rules` (which matches are worth an alert), `wording` (what it says), `deliver` (send what waits).
"""
