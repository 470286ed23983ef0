"""Looking at it: web pages over Datasette, for texts, copies side by side, and who carries whom. Reads only.

Doors: `serving`. Keeps out: every write (a verdict or a mute is given by the command, which the pages spell out), and
all SQL, which is in `db`.
"""
