"""Packs what is known of two articles, or of the articles that carry one text, into a file that stands alone.

Keeps out how the pages in it look. Doors: `subject` (which articles), `packing` (writes the file).
"""
