"""The screens of the `naskh` command: logs, tables, progress, the running daemon as seen from a terminal."""
