"""Decide whether a text is about a topic, and why.

Doors: `score`.
"""
