"""Get pages: from news sites, politely and within bounds, and from files. Keeps out what a page's text is.

`run` visits a source: a spider (`spiders`) reads its listing (`content`) and fetches pages, every request of it through
`download`, past the guard and the gate. `finding` looks for the sources of a site. `files` reads what is imported.
"""
