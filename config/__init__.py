"""naskh.toml: read, checked, watched, rewritten. Knows the file, and nothing of what is done by its settings.

`tables` and `alerts` have the settings, `loading` reads them from a file. Every package may import from here.
"""
