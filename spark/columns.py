"""The columns of each step's Parquet, as Spark writes schemas."""

from __future__ import annotations

# What a sketch is made of, as bytes: little-endian numbers.
SKETCH = (
    "words INT, sketch_hash BINARY, title_hash BIGINT, shingles BINARY, signature BINARY, numbers BINARY, "
    "tokens_a_word DOUBLE"
)
# Articles as they were read. `facts` is a row of what is known of one beside its text, as JSON.
READ = (
    "key STRING, position INT, order_at STRING, text_hash BINARY, url STRING, carrier STRING, title STRING, "
    f"text STRING, facts STRING, {SKETCH}"
)
# In the order in which they are judged: `local` counts within a part.
ORDERED = f"part INT, local BIGINT, {READ}"
LINES = "carrier STRING, is_early BOOLEAN, lines ARRAY<STRING>, hashes ARRAY<BINARY>"
SKETCHED = f"place BIGINT, order_at STRING, url STRING, position INT, {SKETCH}"
KEYS = "key BIGINT, place BIGINT, words INT"
HELD = "place BIGINT, holder BIGINT, weight BIGINT, tiny BOOLEAN, short BOOLEAN"
SHARED = "place BIGINT, holder BIGINT, weight BIGINT, rank INT, many BOOLEAN"
PAIRS = "place BIGINT, holder BIGINT"
RANKED = "place BIGINT, holder BIGINT, kind INT, rank INT"
JUDGED = "place BIGINT, holder BIGINT, is_copy BOOLEAN, judgement STRING"
SETTLED = "kind STRING, place BIGINT, cluster BIGINT, data STRING"

_SIDE = (
    "STRUCT<id: BIGINT, url: STRING, position: INT, outlet: STRING, carrier: STRING, title: STRING, "
    "published_at: STRING, first_seen_at: STRING>"
)
# As `pipelines.shapes` has them: the columns of `naskh articles`, `copies --pairs` and `clusters`.
ARTICLE = (
    "id BIGINT, url STRING, canonical_url STRING, outlet STRING, carrier STRING, source STRING, title STRING, "
    "authors ARRAY<STRING>, language STRING, published_at STRING, published_offset STRING, published_day STRING, "
    "first_seen_at STRING, words INT, position INT, cluster BIGINT, "
    "credits ARRAY<STRUCT<name: STRING, url: STRING, kind: STRING>>, "
    "topic STRUCT<name: STRING, score: DOUBLE, reason: STRING>"
)
COPY = (
    "id BIGINT, relation STRING, jaccard DOUBLE, overlap DOUBLE, found_at STRING, cluster BIGINT, same_outlet BOOLEAN, "
    "credited STRING, order_known BOOLEAN, reason STRING, verdict STRING, minutes_later BIGINT, "
    f"later {_SIDE}, earlier {_SIDE}, share_of_later DOUBLE, share_of_earlier DOUBLE"
)
CLUSTER = (
    "id BIGINT, size INT, copies INT, order_known BOOLEAN, reason STRING, created_at STRING, earliest BIGINT, "
    "title STRING, url STRING, earliest_outlet STRING, earliest_carrier STRING, earliest_at STRING, "
    "outlets ARRAY<STRING>, carriers ARRAY<STRING>"
)
# What `naskh import` needs beside them to store them as they were judged.
ARTICLE_MORE = "order_at STRING, date_precision STRING, date_source STRING, date_words STRING, text STRING"
COPY_MORE = "order_reason STRING, longest_run INT, runs ARRAY<ARRAY<INT>>, judge STRING"
