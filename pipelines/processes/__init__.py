"""Processes for dangerous work: forked, kept, given calls, killed one at a time. Mechanism: knows nothing of news.

Here: `workers` (a set of them), `calls` and `outcomes` (one call), `keeper` and `worker_process` (our end of a worker),
`fork_servers` and `fork_server` (our end of what workers fork from), `forked` (the other end of them all), `messages`
(between the two), `parcels` (smaller results), `memory` (how a process handles its own).

Doors: `workers`, `memory`, `fork_servers` (commands begin them early).
"""
