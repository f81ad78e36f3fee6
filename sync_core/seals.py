"""Sealed notes: what a browser keeps for us and may read, and nobody but us can write.

A seal is BLAKE2b under a key derived from the firm's digest key, so that no seal tells of any digest. What a
note is for is part of what is sealed: one for signing in is no session.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from hmac import compare_digest
from typing import Any

from sync_core import limits

_ENDS = "ends"
"""When a note's time is over, in seconds since 1970."""
_SEAL_BYTES = 32


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals under one firm's key."""

    digest_key: bytes

    def seal(self, purpose: str, note: Mapping[str, Any], now: datetime, lasts_seconds: int) -> str:
        """Return a note as text that a cookie can hold."""
        ends = int((now + timedelta(seconds=lasts_seconds)).timestamp())
        told = json.dumps({**note, _ENDS: ends}, separators=(",", ":"), sort_keys=True)
        payload = _text(told.encode())
        return f"{payload}.{_text(self._seal(purpose, payload))}"

    def opened(self, purpose: str, sealed: str, now: datetime) -> Mapping[str, Any] | None:
        """Return a note of ours; None where it is not ours, not for this purpose, or over."""
        if not 0 < len(sealed) <= limits.SEALED_CHARACTERS_MAX or not sealed.isascii():
            return None
        payload, _, seal = sealed.partition(".")
        expected = _text(self._seal(purpose, payload))
        if not compare_digest(seal, expected):
            return None
        note = _note(payload)
        ends = note.get(_ENDS)
        return note if isinstance(ends, int) and now.timestamp() < ends else None

    def _seal(self, purpose: str, payload: str) -> bytes:
        key = blake2b(key=self.digest_key[:64], digest_size=_SEAL_BYTES, person=b"seal").digest()
        hashed = blake2b(key=key, digest_size=_SEAL_BYTES)
        hashed.update(f"{purpose}\n{payload}".encode())
        return hashed.digest()


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _note(payload: str) -> dict[str, Any]:
    """Return what a sealed payload says; nothing where it is no note."""
    try:
        told = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (NotBase64, ValueError):
        return {}
    return told if isinstance(told, dict) else {}
