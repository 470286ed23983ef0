"""Writes what is stored as a data set: a folder of tables with a description of every field (a Data Package).

`tables` says which fields there are and what they mean, `files` how a table is written, `package` describes the whole.
Keeps out what is chosen: see `db.exporting`. Doors: `dataset` (write a folder), `files` (in
which formats).
"""
