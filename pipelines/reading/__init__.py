"""A page's bytes become its stories, with what the page says of each.

`extract` is the way through an HTML page; it and `own_reading` alone know trafilatura. `record` reads a line of JSON,
`text_pages.split_text` a file of plain text; `feed_content` tells whether a feed's entry carries its whole text. Keeps
out what a story is about and who else carries it. Pure.
Doors: `extract`, `record`, `text_pages.split_text`, `html.charset`, `dates.read`, `facts.origins`, `facts.bylines`,
`feed_content`, `feed_text` (the feed's text in place of a page's), `paging` and `pages_joined` (an article on several
pages).
"""
