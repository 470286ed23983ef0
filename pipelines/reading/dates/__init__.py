"""Dates as people write them, in the words of every region, placed on evidence only.

Keeps out where on a page a date stands and which of several is the story's (`facts.dates`).
Doors: `read` (words in, a published time out), `parts` and `found` (what is in a line), `months` (their names).
"""
