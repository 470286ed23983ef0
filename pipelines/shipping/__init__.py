"""Several crawlers, one writer: what a crawler extracted travels in files to the one who records it.

Keeps out the network and the clock. Doors: `recorder` (ships), `shipper` (writes files), `collector` (records them),
`folder` (where they lie), `shards` (which crawler visits a source).
"""
