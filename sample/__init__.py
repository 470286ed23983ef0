"""The sample newswire: invented news sites served on loopback, for a first look and for tests.

It stands apart: nothing here imports Naskh, and only the standard library and aiohttp are used.
"""
