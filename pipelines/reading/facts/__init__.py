"""What a page says of its story: title, authors, dates, section, tags, image, and where each was read.

Keeps out the text itself, and other stories on the page.
Doors: `facts` (all of them), `bylines` and `naming_lines` (what a line names), `claimed_titles`, `labels`, `origins`,
`outward_links`.
"""
