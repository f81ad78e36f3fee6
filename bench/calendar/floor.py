"""The floor under a comparison: the same pages decoded, the digests of both sides' events, nothing else."""

import gc
from collections.abc import Sequence
from time import process_time

from adapters.graph.events.pages import page_of
from adapters.graph.events.reading import event_of
from bench.changed import Floor
from bench.mail.rig import DIGESTER
from sync_core.calendar.event import OutlookEvent
from sync_core.calendar.fields import digests


def floor_of(pages: Sequence[bytes], rounds: int = 3) -> Floor:
    """Return the floor under a comparison in which these pages were read; the least of some rounds."""
    least = [float("inf"), float("inf")]
    for _ in range(rounds):
        gc.collect()
        began = process_time()
        read = [event_of(item) for body in pages for item in page_of(body).items]
        decoded = process_time()
        events = [event for event in read if isinstance(event, OutlookEvent)]
        for event in events:
            for _side in ("outlook", "crm"):
                digests(event.content, DIGESTER, event.answer)
        spent = (decoded - began, process_time() - decoded)
        least = [min(pair) for pair in zip(least, spent, strict=True)]
    decode, digest = (seconds * 1_000_000 / max(len(events), 1) for seconds in least)
    return Floor(decode=decode, digest=digest, items=len(events))
