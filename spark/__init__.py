"""The same judge over an archive that is too large for one machine, on Spark (an optional extra).

Keeps out how texts are read, sketched, compared and placed: `pipelines` and `likeness` do that here as they do for the
database. This package decides only how the work is spread, and keeps each step's result as Parquet.
"""
