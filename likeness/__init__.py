"""Which texts are worth comparing with which, and what wording is common. Pure: imports `model` and nothing else.

The database and Spark keep texts in different ways and both ask here: the keys of a text (`keys`), which holders of a
key are looked at (`holders`), which candidates are enough and likeliest (`candidates`), which texts are sampled
(`samples`), and what is common among them (`common`).
"""
