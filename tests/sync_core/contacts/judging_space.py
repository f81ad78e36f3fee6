"""Everything that judging may meet, in small: what either side shows, what is remembered, and by which rules."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from typing import Any

from sync_core.calendar.event import Origin
from sync_core.contacts.contact import (
    Card,
    ContactId,
    ContactKey,
    CrmContact,
    CrmContactId,
    OutlookContact,
)
from sync_core.contacts.fields import ContactField
from sync_core.contacts.judged import ContactJudge
from sync_core.contacts.policy import ContactsPolicy, FieldFlow
from sync_core.contacts.rules import rules_of
from sync_core.contacts.showing import shown_of
from sync_core.contacts.twins import NEW, ContactTwin
from sync_core.digests import Digester
from sync_core.mail import Address, CrmUserId
from sync_core.reconcile.decide import Move
from sync_core.reconcile.pairs import Intent, Pair, PairKey, PairState, Writing
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId

DIGESTER = Digester(b"j" * 32)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANA = Card(
    given_name="Ana",
    surname="Kern",
    display_name="Ana Kern",
    company="Court",
    job_title="Judge",
    nickname="Annie",
    emails=(Address("ana@client.test"),),
)
CARDS = {
    "as agreed": ANA,
    "edited": replace(ANA, job_title="Clerk"),
    "blanked": replace(ANA, job_title=""),
    "edited elsewhere": replace(ANA, company="Bank"),
    "somebody else": replace(
        ANA,
        given_name="Eva",
        surname="Lind",
        display_name="Eva Lind",
        emails=(Address("eva@other.test"),),
    ),
    "private": replace(ANA, is_private=True),
}
"""What a contact may say; what was agreed on is the first."""
ID = ContactId("o1")
KEY = PairKey(DIGESTER.contact_key(ID))
ENTRY = CrmContactId("7")
PAIRS = ("none", "linked", "parted", "left out", "begun here", "begun there", "written there")

_JOBS: tuple[dict[str, Any], ...] = tuple(
    {
        "fields": {"job_title": {"flow": flow, "never_blank": never}},
        "winner": winner,
    }
    for flow, never, winner in product(
        ("both", "to_crm", "to_outlook", "none"), (False, True), ("microsoft365", "crm")
    )
)
_GATES: tuple[dict[str, Any], ...] = (
    {"direction": "to_crm"},
    {"direction": "to_outlook"},
    {"private": "skip"},
    {"identity_guard": False},
    {"deletions": {"in_outlook": "keep", "in_crm": "keep"}},
    {"deletions": {"edit_survives": False}},
    *(
        {"prevent": {side: {move: True}}}
        for side in ("outlook", "crm")
        for move in ("create", "update", "delete")
    ),
)
POLICIES = tuple(ContactsPolicy.model_validate(told) for told in (*_JOBS, *_GATES))


def judge_of(policy: ContactsPolicy) -> ContactJudge:
    """Return what a policy's contacts are judged by."""
    rules = rules_of(policy, MailboxId("m"), CrmUserId("1"), is_primary=True)
    return ContactJudge(rules=rules, digester=DIGESTER, now=NOW, is_first_run=False)


def contact(card: Card) -> OutlookContact:
    """Return an Outlook contact that says this."""
    return OutlookContact(id=ID, version="1", card=card, modified_at=NOW)


def entry(card: Card, key: str | None = KEY) -> CrmContact:
    """Return an entry that says this."""
    return CrmContact(
        id=ENTRY,
        version=3,
        key=ContactKey(key) if key else None,
        owner=CrmUserId("1"),
        origin=Origin.SYNC,
        card=card,
        modified_at=NOW,
    )


def twins(by: ContactJudge) -> Iterator[tuple[str, ContactTwin]]:
    """Yield every twin there may be, with what it is called in a failed test."""
    nobody: tuple[str | None, ...] = (None,)
    kinds = kinds_under(by.rules.policy)
    for there, here, kind in product((*nobody, *CARDS), (*nobody, *CARDS), PAIRS):
        if (there is None and here is None) or kind not in kinds:
            continue
        twin = ContactTwin(
            key=KEY if there or kind != "none" else PairKey(NEW + "7"),
            pair=_pair(kind, by),
            outlook=contact(CARDS[there]) if there else None,
            crm=entry(CARDS[here], None if kind == "none" else KEY) if here else None,
        )
        yield f"outlook {there}, crm {here}, memory {kind}", twin


def kinds_under(policy: ContactsPolicy) -> tuple[str, ...]:
    """Return what may be remembered under a policy: a write of the job title is begun only where it may flow."""
    rule = policy.rule_of(ContactField.JOB_TITLE)
    is_prevented = (Side.OUTLOOK, Move.UPDATE) in policy.prevent.operations
    may_write = not is_prevented and policy.direction.lets(Side.OUTLOOK) and not rule.never_blank
    if rule.flow is not FieldFlow.BOTH:
        return tuple(k for k in PAIRS if not k.startswith(("begun", "written")))
    return PAIRS if may_write else tuple(k for k in PAIRS if k != "written there")


def _pair(kind: str, by: ContactJudge) -> Pair | None:
    if kind == "none":
        return None
    pair = Pair(key=KEY, state=PairState.LINKED, outlook=ID, crm=ENTRY)
    shown = shown_of(ContactTwin(key=KEY, outlook=contact(ANA), crm=entry(ANA)), by)
    agreed = pair.agreed(shown[Side.OUTLOOK], shown[Side.CRM])
    clerk = shown_of(ContactTwin(key=KEY, crm=entry(CARDS["edited"])), by)[Side.CRM]
    return {
        "linked": agreed,
        "parted": replace(agreed, state=PairState.UNLINKED),
        "left out": replace(pair, state=PairState.LEFT_OUT, reason="prevented"),
        "begun here": replace(pair, intents=(_intent(Side.CRM, Writing.CREATE, clerk),)),
        "begun there": replace(pair, intents=(_intent(Side.OUTLOOK, Writing.CREATE, clerk),)),
        "written there": replace(
            agreed, intents=(_intent(Side.OUTLOOK, Writing.UPDATE, _job(clerk)),)
        ),
    }[kind]


def _job(told: Any) -> dict[str, str]:
    return {name: value for name, value in told.items() if name == "job_title"}


def _intent(side: Side, writing: Writing, told: Any) -> Intent:
    return Intent(side=side, writing=writing, digests=dict(told))
