"""`make bench`: every table; `make bench ARGS=router` prints one."""

from __future__ import annotations

import asyncio
import sys

from benchmarks import footprint, router


def main() -> None:
    wanted = sys.argv[1:] or ["router", "footprint"]
    if "router" in wanted:
        asyncio.run(router.main())
    if "footprint" in wanted:
        footprint.main()


main()
