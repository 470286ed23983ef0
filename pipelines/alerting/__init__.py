"""Ask the rules about what is new, and queue what they find worth reporting. Here copies and alerts meet.

`texts` asks about the matches of an article, `articles` about its words and about how fast a text spreads, `troubles`
about sources and the disk, `corrections` about texts that changed while others carry them; `trial` and `trial_others`
say what a rule would have reported; `briefs` gathers the content of a brief; `rewording` words an alert in another
language.
Keeps out when, how and in which words something is reported: see `pipelines.alerts`.
Doors: `texts`, `articles`, `troubles`, `trial`, `trial_others`, `briefs`, `rewording`.
"""
