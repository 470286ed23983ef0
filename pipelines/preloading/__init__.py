"""What the process that workers fork from loads before it forks, so that they share what is slow to load and large.

`pages` and `texts` are the two modules whose import does something: they read what `made_pages` holds.
Doors: `names` (which modules are loaded for which work).
"""
