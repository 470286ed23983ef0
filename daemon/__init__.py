"""What a daemon does: it visits sources, delivers alerts, makes backups and tidies. A module for each of its jobs.

Doors: `watching` (the daemon itself), `role`, `collecting` and `shipping` (what daemons do beside or instead of
watching), `settings` and `rights` (what a configuration brings into force), `clock`. Keeps out: APScheduler and
signals, which `scheduler` has.
"""
