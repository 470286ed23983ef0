"""What a text is: its normal form, words, lines, scripts, language and encodings.

Keeps out what a text is about, where it came from and how a page shows it. Pure.
Doors: all modules.
"""
