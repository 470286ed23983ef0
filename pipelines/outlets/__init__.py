"""Which outlet a page belongs to, and whether the outlet's texts have changed.

Doors: `names` (the outlet of an address), `addresses` (what an address says of its page), `same_page` (whether two
addresses name one page), `watch` (what changed since), `silence` (a source that answers and names nothing new),
`suggested` (what is named and not watched).
"""
