"""Processes for dangerous work: forked, kept, given calls, killed one at a time. Mechanism: knows nothing of news.

Here: `calls` and `outcomes` (one call), `keeper` and `worker_process` (our end of a worker), `fork_servers` and
`fork_server` (our end of what workers fork from), `forked` (the other end of them all), `messages` (between the two),
`memory` (what any process gives back).

Doors: `calls`, `fork_servers`, `keeper`, `outcomes`, `memory`. `pipelines.workers` uses them; commands only begin
`fork_servers`, so that it loads early.
"""
