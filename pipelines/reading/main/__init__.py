"""The main story's text: which reading of the page is it, what it lost and what it took along.

Keeps out other stories (`reading.stories`) and the reading itself (`reading.extract` calls trafilatura).
Doors: `main_text`, `mended`, `state_article`, `corrections`, `twins`.
"""
