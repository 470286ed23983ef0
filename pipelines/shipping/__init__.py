"""Several crawlers, one writer: what a crawler extracted travels in files to the one who records it.

Keeps out the network and the clock. Doors: `recorder` (keeps what is to be shipped), `shipper` (writes files),
`collector` and `collecting` (record them), `folder` (where they lie), `shipment` (what a file is), `shards` (which
crawler visits a source).
"""
