"""Ask the rules about what is new, and queue what they find worth telling. Here copies and alerts meet.

`texts` asks about the matches of an article, `articles` about its words and about how fast a text spreads, `troubles`
about sources and the disk, `corrections` about texts that changed while others carry them; `trial` and
`trial_others` say what a rule would have told; `briefs` gathers what a brief tells; `rewording` says what
an alert tells in another language.
Keeps out when, how and in which words something is told: see `pipelines.alerts`.
Doors: `texts`, `articles`, `troubles`, `trial`, `trial_others`, `briefs`,
`rewording`.
"""
