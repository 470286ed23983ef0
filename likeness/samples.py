"""From which texts it is learnt what is common and what outlets repeat.

A sample depends on the texts alone, never on the order in which they arrived, so that an archive gives the same one
wherever it is kept. The orders name columns: a database and a cluster sort by them with their own means.
"""

from __future__ import annotations

# Below this, common wording cannot be distinguished from what one story's copies share.
FEWEST_TEXTS = 2000
# Common wording: the texts with the smallest hashes. Of equal texts the earliest come first.
MOST_TEXTS = 20_000
TEXTS_ORDER = ("text_hash", "order_at", "url", "position")

# What an outlet repeats: its latest pieces by their place in time, then by their hash.
FEWEST_PIECES = 20
MOST_PIECES = 300
# With fewer pieces, down to these, only what their edges repeat.
FEWEST_EARLY_PIECES = 3
