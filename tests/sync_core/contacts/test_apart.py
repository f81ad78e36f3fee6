"""Between an entry and its person of the firm, where a field flows one way only: what one tells of its own stays."""

from dataclasses import replace
from typing import Any

import pytest

from sync_core.contacts.contact import Card
from sync_core.contacts.fields import digests, merged
from sync_core.contacts.judged import ContactJudge, ContactJudged
from sync_core.contacts.judging import judge
from sync_core.contacts.policy import ContactsPolicy
from sync_core.contacts.rules import ContactRules, sharing_rules
from sync_core.contacts.settling import intended, settle_unwritten, settle_written
from sync_core.contacts.twins import ContactTwin
from sync_core.mail import Address, CrmUserId
from sync_core.reconcile.pairs import NEVER_AGREED, Pair, PairState
from sync_core.reconcile.plan import Withheld
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId
from tests.sync_core.contacts.judging_space import (
    ANA,
    DIGESTER,
    ENTRY,
    ID,
    KEY,
    NOW,
    contact,
    entry,
)

_A, _B, _C, _D = (Address(f"{name}@client.test") for name in "abcd")
_FIELDS = ("emails", "business_phones", "job_title")


def _by(flow: Side | None, winner: str = "firm") -> ContactJudge:
    """Return what entries are judged by whose fields flow to one side alone; None: both ways."""
    policy = ContactsPolicy.model_validate({"sharing": {"winner": winner, "fields": _FIELDS}})
    one_way = dict.fromkeys(_FIELDS, flow) if flow is not None else {}
    rules = ContactRules(
        mailbox=MailboxId("m"),
        owner=CrmUserId("1"),
        is_primary=True,
        is_outlook=False,
        policy=policy,
        fields=frozenset(policy.sharing.fields),
        one_way=one_way,
        reconciliation=replace(sharing_rules(policy), one_way=one_way),
    )
    return ContactJudge(rules=rules, digester=DIGESTER, now=NOW, is_first_run=False)


def _base(**fields: Any) -> dict[str, str]:
    """Return what is remembered of one side; None: nothing of this field."""
    told = {"emails": (), "business_phones": (), "job_title": "", **fields}
    of_card = digests(Card(**{n: v for n, v in told.items() if v not in (None, "-")}), DIGESTER)
    return {n: NEVER_AGREED if v == "-" else of_card[n] for n, v in told.items() if v is not None}


def _twin(
    here: dict[str, Any], there: dict[str, Any], bases: tuple[dict[str, Any], dict[str, Any]]
) -> ContactTwin:
    """Return an entry and its person as they are, and as they last agreed (the list's base, the firm's)."""
    bare = replace(ANA, emails=(), job_title="")
    row = Pair(key=KEY, state=PairState.LINKED, outlook=ID, crm=ENTRY)
    return ContactTwin(
        key=KEY,
        pair=row.agreed(_base(**bases[0]), _base(**bases[1])),
        outlook=contact(replace(bare, **here)),
        crm=entry(replace(bare, **there)),
    )


def _done(judged: ContactJudged, by: ContactJudge) -> ContactTwin:
    """Return the twin as the next run finds it."""
    twin = judged.twin
    if not judged.to_do:
        return replace(twin, pair=settle_unwritten(judged, by).pair)
    assert twin.outlook is not None and twin.crm is not None
    cards = {Side.OUTLOOK: twin.outlook.card, Side.CRM: twin.crm.card}
    for action in judged.to_do:
        told = judged.sources[action.side]
        cards[action.side] = merged(cards[action.side], told, frozenset(action.fields))
    begun = replace(judged, twin=replace(twin, pair=intended(judged, judged.to_do, by)))
    here, there = contact(cards[Side.OUTLOOK]), entry(cards[Side.CRM])
    settled = settle_written(begun, here, there, judged.to_do, by)
    return replace(twin, pair=settled.pair, outlook=here, crm=there)


def _cards(twin: ContactTwin) -> tuple[Card, Card]:
    assert twin.outlook is not None and twin.crm is not None
    return twin.outlook.card, twin.crm.card


def _rests(twin: ContactTwin, by: ContactJudge) -> bool:
    """Return whether the next look does nothing and remembers the same."""
    again = judge(twin, by)
    return not again.actions and settle_unwritten(again, by).pair == twin.pair


_DOWN = [
    # what both agreed on, and only the firm changed: replaced whole
    ((_A,), (_A,), (_A,), (_B,), (_B,)),
    ((_A, _B), (_A, _B), (_A, _B), (_A,), (_A,)),
    ((_A,), (_A,), (_A,), (), ()),
    # the user changed it too, or it was never agreed on: put beside it
    ((_A,), (_A,), (_A, _B), (_A, _C), (_A, _C, _B)),
    ("-", (_A,), (_A, _B), (_A, _C), (_A, _C, _B)),
    ((_A, _B), (_A,), (_A, _B), (_C,), (_C, _A, _B)),
    ((_A, _B), "-", (_A, _B), (_C,), (_C, _A, _B)),
    (None, None, (_A, _B), (_B, _C), (_B, _C, _A)),
    ("-", (_A, _C), (_A, _C, _B), (_A,), (_A, _C, _B)),
    ("-", (_A,), (_A, _B), (), (_A, _B)),
    (None, None, (), (_A,), (_A,)),
    # only the user changed it: nothing comes down
    ((_A,), (_A,), (_B,), (_A,), (_B,)),
    ("-", (_A,), (_B, _A), (_A,), (_B, _A)),
]
"""The list's base, the firm's, what the list tells, what the firm tells, and what the list holds then."""


@pytest.mark.parametrize("winner", ["user", "firm", "newest"])
@pytest.mark.parametrize(("agreed", "firms", "here", "there", "then"), _DOWN)
def test_addresses_that_flow_down_alone(
    agreed: Any, firms: Any, here: Any, there: Any, then: Any, winner: str
) -> None:
    by = _by(Side.OUTLOOK, winner)
    bases = ({"emails": agreed}, {"emails": firms})
    twin = _done(judge(_twin({"emails": here}, {"emails": there}, bases), by), by)
    assert [c.emails for c in _cards(twin)] == [then, there]
    assert _rests(twin, by)
    later = replace(twin, crm=entry(replace(_cards(twin)[1], emails=(_D, *there))))
    assert _D in _cards(_done(judge(later, by), by))[0].emails


def test_what_was_put_beside_counts_as_the_users_own_once_it_flows_both_ways() -> None:
    by = _by(Side.OUTLOOK)
    bases: tuple[dict[str, Any], ...] = ({"emails": "-"}, {"emails": (_A,)})
    told = _twin({"emails": (_A, _B)}, {"emails": (_A, _C)}, (bases[0], bases[1]))
    twin = _done(judge(told, by), by)
    shared = _done(judge(twin, _by(None)), _by(None))
    assert [c.emails for c in _cards(shared)] == [(_A, _C, _B)] * 2


def test_no_value_is_told_to_have_given_way_that_stays() -> None:
    told = _twin({"emails": (_A, _B)}, {"emails": (_A, _C)}, ({"emails": "-"}, {"emails": (_A,)}))
    (action,) = judge(told, _by(Side.OUTLOOK)).actions
    assert action.fields == ("emails",) and action.lost == ()


def test_what_flows_both_ways_is_decided_by_the_heart_alone() -> None:
    told = _twin({"emails": (_A, _B)}, {"emails": (_C,)}, ({"emails": (_A,)}, {"emails": (_A,)}))
    twin = _done(judge(told, _by(None, "firm")), _by(None, "firm"))
    assert [c.emails for c in _cards(twin)] == [(_C,)] * 2


def test_what_waits_for_a_person_is_put_beside_once_it_may() -> None:
    by = _by(Side.OUTLOOK)
    told = _twin({"emails": (_A,)}, {"emails": (_B,)}, ({"emails": None}, {"emails": None}))
    judged = judge(told, by)
    held = tuple(replace(a, withheld=Withheld.HELD) for a in judged.actions)
    waits = replace(told, pair=settle_unwritten(replace(judged, actions=held), by).pair)
    assert _cards(_done(judge(waits, by), by))[0].emails == (_B, _A)


@pytest.mark.parametrize(
    ("flow", "winner", "here", "there", "then"),
    [
        (Side.OUTLOOK, "user", "Judge", "Clerk", ("Judge", "Clerk")),
        (Side.OUTLOOK, "firm", "Judge", "Clerk", ("Clerk", "Clerk")),
        (Side.OUTLOOK, "user", "", "Clerk", ("Clerk", "Clerk")),
        (Side.OUTLOOK, "firm", "Judge", "", ("Judge", "")),
        (Side.CRM, "user", "Judge", "Clerk", ("Judge", "Judge")),
        (Side.CRM, "firm", "Judge", "Clerk", ("Judge", "Clerk")),
        (Side.CRM, "firm", "Judge", "", ("Judge", "Judge")),
        (Side.CRM, "user", "", "Clerk", ("", "Clerk")),
    ],
)
def test_a_field_that_the_two_never_agreed_on_is_joined_as_at_a_first_meeting(
    flow: Side, winner: str, here: str, there: str, then: tuple[str, str]
) -> None:
    by = _by(flow, winner)
    none = ({"job_title": None}, {"job_title": None})
    twin = _done(judge(_twin({"job_title": here}, {"job_title": there}, none), by), by)
    assert tuple(c.job_title for c in _cards(twin)) == then
    assert _rests(twin, by)
    cards = dict(zip(Side, _cards(twin), strict=True))
    cards[flow.other] = replace(cards[flow.other], job_title="Registrar")
    later = replace(twin, outlook=contact(cards[Side.OUTLOOK]), crm=entry(cards[Side.CRM]))
    assert [c.job_title for c in _cards(_done(judge(later, by), by))] == ["Registrar"] * 2


def test_numbers_never_agreed_on_that_flow_up_alone_are_put_beside_the_firms() -> None:
    by = _by(Side.CRM, "firm")
    none = ({"business_phones": None}, {"business_phones": None})
    here, there = {"business_phones": ("+43 1 1", "+43 1 3")}, {"business_phones": ("+43 (1) 1",)}
    twin = _done(judge(_twin(here, there, none), by), by)
    assert _cards(twin)[1].business_phones == ("+43 1 1", "+43 1 3")
    assert _rests(twin, by)
