"""What the `naskh` command shows: logs, tables, progress, and the running daemon."""
