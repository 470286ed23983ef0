"""Which matches are worth an alert, when and where it is reported and in which words, and how it gets there.

`grouping` and `timing` say when, `telling` says what and `wording` how, `composing` makes messages of what is due,
`deliver` sends them. `brief` is the message of a morning: `brief_times` says when it is due.
Keeps out how copies are found.
Doors: `rules` (which matches are worth an alert), `grouping` (when a channel hears of it), `telling` and `wording`
(what it says), `pieces` (an article as an alert names it), `composing` (make messages of what is due), `deliver` (send
what waits), `secrets` (read an address), `own_template` (what is wrong with a template of the reader's), `troubles`,
`spreading` and `trouble_words` (alerts that are not about copies), `correcting` and `correction_wording` (what is
reported about a corrected text), `brief`, `brief_times`, `brief_wording`, `brief_json` (what a brief tells, when, how),
`timing` (when a channel may be sent something), `grade_words` (what the grade of a source means), `reachable` (whether
a channel could take a message), `emptied_files` (take out of files what is forgotten).
"""
