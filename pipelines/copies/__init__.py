"""Find copies: sketch, candidates, judge, order, clusters, and judging again.

Keeps out alerts: what was found is a value, which `pipelines.recording` and `pipelines.importing` pass on.
Doors: `sketch`, `order`, `clusters`, `settling`, `revisions`, `judging`, `rejudge`, `verdicts`, `carriers`,
`boilerplate`, `outlet_boilerplate`, `comparing_anew`, `early`, `corrected`, `look_up`, `against`, `judge`.
"""
