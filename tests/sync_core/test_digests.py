import pytest

from sync_core.digests import Digester
from sync_core.mail import Address
from tests.sync_core.making import DIGESTER, NOON

OTHER = Digester(b"o" * 32)


def test_another_firms_key_makes_other_digests() -> None:
    assert DIGESTER.address(Address("a@x.test")) != OTHER.address(Address("a@x.test"))


def test_the_same_text_as_another_kind_of_thing_has_another_digest() -> None:
    told = "same"

    assert len({DIGESTER.item(told), DIGESTER.folder(told), DIGESTER.message_key(told)[:16]}) == 3  # type: ignore[arg-type] # one text in every part


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 32 bytes"):
        Digester(b"short")


def test_client_state_is_accepted_for_its_own_mailbox_only() -> None:
    state = DIGESTER.client_state("MAILBOX-1", "nonce")

    assert DIGESTER.is_client_state(state, "mailbox-1")
    assert not DIGESTER.is_client_state(state, "mailbox-2")
    assert not OTHER.is_client_state(state, "mailbox-1")
    assert not DIGESTER.is_client_state("", "mailbox-1")
    assert not DIGESTER.is_client_state("nonce.\udcff", "mailbox-1")


def test_client_state_fits_graphs_limit() -> None:
    assert len(DIGESTER.client_state("m" * 36, "n" * 32)) <= 128


def test_the_fallback_key_tells_messages_of_one_reused_id_apart_by_what_differs() -> None:
    keys = {
        DIGESTER.fallback_key("1", "a@x.test", NOON, "one"),
        DIGESTER.fallback_key("1", "a@x.test", NOON, "two"),
        DIGESTER.fallback_key("1", "b@x.test", NOON, "one"),
        DIGESTER.fallback_key("1", "a@x.test", NOON.replace(second=1), "one"),
    }

    assert len(keys) == 4
