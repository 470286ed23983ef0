"""Several stories on one page: found by headings, blocks, records and what they speak of.

Keeps out the main story's text.
Doors: `split_page` (cut them out), `facts` (what the page says of each).
"""
