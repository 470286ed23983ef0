"""`python -m sample`: serve the newswire until Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib

from sample.newswire import Newswire


async def _serve() -> None:
    async with Newswire() as wire:
        for site in wire.sites:
            print(f"{site.url}/  {site.name}  {site.outlet}", flush=True)
        print("New pieces appear for a minute and a half. Ctrl-C stops.", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve())
