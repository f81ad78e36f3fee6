"""The CRM in memory keeps the contract, and needs no event loop."""

from collections.abc import Coroutine
from datetime import datetime
from typing import Any

import pytest

from flows.ports.desk import NewPerson
from simulator.memory import InMemoryCrm
from sync_core.mail import Address, CrmUserId, MessageKey, PersonId, SentimentLabel
from sync_core.policy import Matching
from tests.contracts.crm_contract import CrmContract
from tests.contracts.crm_firm import Firm, Seen, key, mail, person


class _InMemoryFirm:
    def __init__(self) -> None:
        self.crm = InMemoryCrm()

    async def add_person(self, told: NewPerson) -> PersonId:
        return self.crm.add_person(told)

    async def add_address(self, somebody: PersonId, kind: str, address: str) -> None:
        self.crm.add_address(somebody, kind, Address(address))

    async def add_staff(self, name: str, address: str) -> CrmUserId:
        return self.crm.add_staff(name, Address(address))

    async def look(self, wanted: MessageKey) -> Seen | None:
        kept = self.crm.email(wanted)
        if kept is None:
            return None
        return Seen(
            sent_at=kept.sent_at,
            received_at=kept.received_at,
            subject=kept.subject,
            preview=kept.preview,
            body=kept.body,
            sentiment=kept.sentiment,
            risk=kept.risk,
            unreadable_entries=kept.unreadable_entries,
            copies={str(mailbox): owner for mailbox, owner in kept.copies.items()},
            participants=frozenset(
                (p.role, p.address, p.name, p.is_internal) for p in kept.participants.values()
            ),
            relations={
                str(r.person): (r.address, r.matched_by, r.is_ambiguous)
                for r in kept.relations.values()
            },
        )

    async def latest(self, somebody: PersonId) -> tuple[SentimentLabel, datetime | None]:
        kept = self.crm.people()[somebody]
        return kept.latest_sentiment, kept.latest_sentiment_at

    async def count(self) -> int:
        return len(self.crm.emails())


class TestCrmInMemory(CrmContract):
    @pytest.fixture
    def firm(self) -> Firm:
        return _InMemoryFirm()


def _driven(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Return a coroutine's result without an event loop; it must not wait for anything."""
    with pytest.raises(StopIteration) as stop:
        coroutine.send(None)
    return stop.value.value


def test_a_world_drives_it_without_an_event_loop() -> None:
    crm = InMemoryCrm()
    ana = crm.add_person(person("Ana", ("email", "ana@client.test")))
    _driven(crm.log_mail([mail(1)]))
    known = _driven(crm.known_addresses("", 5))
    assert _driven(crm.relate_past(known.added)) == 1
    found = _driven(crm.find_people([Address("ana@client.test")], Matching()))
    assert found[Address("ana@client.test")][0].id == ana
    assert _driven(crm.find_users([])) == {}
    assert _driven(crm.activity_of(key(1))) is not None
    _driven(crm.annotate_mail([]))


def test_a_dump_holds_every_text_that_is_kept() -> None:
    crm = InMemoryCrm()
    crm.add_person(person("Canary Person", ("email", "canary@client.test")))
    _driven(crm.log_mail([mail(1, subject="canary subject", body="canary body")]))
    told = "\n".join(crm.dump())
    for text in ("Canary Person", "canary@client.test", "canary subject", "canary body"):
        assert text in told
    assert "ana@client.test" in told
