"""Turning a page into facts. `stages` is the way of one page; every package says at its door what it does.

A page is read and sketched in a worker (`prepare`), then judged and stored in one transaction (`record`). `importing`
and `reextract` are the same way for files and for what is stored. Mechanism: `workers`,
`worker_process`, `parcels`, `quiet`, `warm`.
"""
