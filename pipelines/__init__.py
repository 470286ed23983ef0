"""Turn pages into articles, matches and alerts. Each package says in its docstring what it does.

`stages` is the way of one page: it is read and sketched in a worker (`prepare`), then judged and stored in one
transaction (`record`). The package `importing` and `reextract` do the same for files and for stored pages. `workers`,
`preloads`, `parcels` and `warm`, and the package `processes`, run the worker processes.
"""
