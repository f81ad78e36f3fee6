"""What a browser keeps for us is read by anybody and written by us alone."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

import pytest

from sync_core import limits
from sync_core.seals import Sealer

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
OURS = Sealer(b"k" * 32)
SEALED = OURS.seal("session", {"oid": "x"}, NOW, 60)


def test_a_note_comes_back_as_it_was_until_its_time_is_over() -> None:
    told = OURS.opened("session", SEALED, NOW + timedelta(seconds=59))

    assert told is not None
    assert told["oid"] == "x"
    assert OURS.opened("session", SEALED, NOW + timedelta(seconds=60)) is None


def test_a_note_is_for_one_purpose_and_of_one_firm() -> None:
    assert OURS.opened("sign-in", SEALED, NOW) is None
    assert Sealer(b"j" * 32).opened("session", SEALED, NOW) is None


def changed() -> str:
    payload, _, seal = SEALED.partition(".")
    told = urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).replace(b'"x"', b'"y"')
    return f"{urlsafe_b64encode(told).decode().rstrip('=')}.{seal}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "x.y",
        changed(),
        SEALED[:-1],
        SEALED.partition(".")[0],
        f"{SEALED}é",
        f"{SEALED}\ud800",
        "x" * (limits.SEALED_CHARACTERS_MAX + 1),
    ],
)
def test_what_we_did_not_write_is_not_opened(text: str) -> None:
    assert OURS.opened("session", text, NOW) is None


def test_a_seal_uses_another_key_than_the_digests() -> None:
    payload, _, seal = SEALED.partition(".")
    for person in (b"", b"seal"):
        direct = blake2b(key=b"k" * 32, digest_size=32, person=person)
        direct.update(f"session\n{payload}".encode())
        assert urlsafe_b64encode(direct.digest()).decode().rstrip("=") != seal
