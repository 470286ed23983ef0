"""Is a text about a topic, and why.

Doors: `score`.
"""
