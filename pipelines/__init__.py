"""Turn pages into articles, matches and alerts. Each package says in its docstring what it does.

`stages` is the way of one page: it is read and sketched in a worker (`preparing`), then judged and stored in one
transaction (`recording`). `importing` and `reextract` do the same for files and for stored pages. `processes` runs the
workers, which share what `preloading` has loaded.
"""
