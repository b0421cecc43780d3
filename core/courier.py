"""What goes out to an adapter beside the answer itself: it may fail or hang, and no answer waits for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable

PATIENCE = 1.0
"""Seconds that a notice or a preview may take before the answer goes on without it."""

log = logging.getLogger("hearken.courier")


async def send(sending: Awaitable[None], what: str) -> None:
    """Wait a moment for it to go out; log that it did not, and go on."""
    try:
        async with asyncio.timeout(PATIENCE):
            await sending
    except Exception as error:  # the boundary to an adapter: its faults are not the person's
        log.warning("%s could not be sent", what, exc_info=error)
