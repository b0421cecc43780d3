"""`make bench`: every table; `make bench ARGS=router` prints one."""

from __future__ import annotations

import asyncio
import sys

from benchmarks import crisis, footprint, router


def main() -> None:
    wanted = sys.argv[1:] or ["router", "crisis", "footprint"]
    if "router" in wanted:
        asyncio.run(router.main())
    if "crisis" in wanted:
        asyncio.run(crisis.main())
    if "footprint" in wanted:
        footprint.main()


main()
