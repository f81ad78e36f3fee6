"""The floor under a comparison: the same pages decoded, the digests of both sides' cards, nothing else."""

import gc
from collections.abc import Sequence
from time import process_time

from adapters.graph.cards.pages import page_of
from bench.changed import Floor
from bench.mail.rig import DIGESTER
from sync_core.contacts.contact import OutlookContact
from sync_core.contacts.fields import digests


def floor_of(pages: Sequence[bytes], rounds: int = 3) -> Floor:
    """Return the floor under a comparison in which these pages were read; the least of some rounds."""
    least = [float("inf"), float("inf")]
    for _ in range(rounds):
        gc.collect()
        began = process_time()
        read = [contact for body in pages for contact in page_of(body).contacts]
        decoded = process_time()
        cards = [contact.card for contact in read if isinstance(contact, OutlookContact)]
        for card in cards:
            for _side in ("outlook", "crm"):
                digests(card, DIGESTER)
        spent = (decoded - began, process_time() - decoded)
        least = [min(pair) for pair in zip(least, spent, strict=True)]
    decode, digest = (seconds * 1_000_000 / max(len(cards), 1) for seconds in least)
    return Floor(decode=decode, digest=digest, items=len(cards))
