"""A page as a tree: its encoding, its elements as lines, its structured data and scripts.

Keeps out what any of it means.
Doors: all modules.
"""
