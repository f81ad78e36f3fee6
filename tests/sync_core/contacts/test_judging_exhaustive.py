"""Judging, over everything it may meet in small: what it never does, and that doing what it says is the end of it."""

from dataclasses import replace

import pytest

from sync_core.contacts.contact import Card, ContactId, ContactKey, CrmContact, OutlookContact
from sync_core.contacts.fields import ContactField, is_blank, merged
from sync_core.contacts.judged import ContactJudge, ContactJudged
from sync_core.contacts.judging import judge
from sync_core.contacts.policy import ContactsPolicy
from sync_core.contacts.projection import for_crm
from sync_core.contacts.reasons import ContactReason
from sync_core.contacts.settling import intended, settle_unwritten, settle_written
from sync_core.contacts.twins import ContactTwin
from sync_core.reconcile.answers import Answer, Answered
from sync_core.reconcile.decide import Move
from sync_core.reconcile.gates import Direction
from sync_core.reconcile.pairs import Pair, PairState
from sync_core.reconcile.plan import Action
from sync_core.reconcile.settling import Settled
from sync_core.reconcile.sides import Side
from tests.sync_core.contacts.judging_space import (
    DIGESTER,
    ENTRY,
    NOW,
    POLICIES,
    contact,
    entry,
    judge_of,
    kinds_under,
    twins,
)

pytestmark = pytest.mark.slow

OFFERED = (Answer.RENAME, Answer.NEW_PERSON, Answer.UNDO)


def to_do(judged: ContactJudged) -> tuple[Action, ...]:
    """Return the actions that are to be done."""
    return tuple(a for a in judged.actions if a.withheld is None)


def done(judged: ContactJudged, by: ContactJudge) -> ContactTwin | None:
    """Return the twin as the next run finds it once everything was done and remembered; None: nothing is left."""
    actions = to_do(judged)
    if not actions:
        return _found(
            judged.twin, judged.twin.outlook, judged.twin.crm, settle_unwritten(judged, by)
        )
    begun = replace(judged, twin=replace(judged.twin, pair=intended(judged, actions, by)))
    outlook, crm = judged.twin.outlook, judged.twin.crm
    for action in actions:
        if action.side is Side.CRM:
            crm = _in_crm(judged, action, by)
        else:
            outlook = _in_outlook(judged, action)
    if outlook is not None and crm is not None:
        crm = replace(crm, key=ContactKey(DIGESTER.contact_key(outlook.id)))
    settled = settle_written(begun, outlook, crm, actions, by)
    return _found(judged.twin, outlook, crm, settled)


def _in_crm(judged: ContactJudged, action: Action, by: ContactJudge) -> CrmContact | None:
    held = judged.twin.crm
    if action.move is Move.DELETE:
        return None
    told = judged.sources[Side.CRM]
    if action.move is Move.CREATE or held is None:
        card = merged(Card(), told, frozenset(action.fields))
        base = held or entry(Card())
        return replace(base, id=type(ENTRY)("8"), version=1, card=card)
    source = told if judged.twin.is_met else for_crm(told, held.card, by.rules.policy)
    card = merged(held.card, source, frozenset(action.fields))
    return replace(held, version=held.version + 1, card=card)


def _in_outlook(judged: ContactJudged, action: Action) -> OutlookContact | None:
    held = judged.twin.outlook
    if action.move is Move.DELETE:
        return None
    told = judged.sources[Side.OUTLOOK]
    if held is None:
        made = contact(merged(Card(), told, frozenset(action.fields)))
        return replace(made, id=ContactId("o2"))
    return replace(held, version="2", card=merged(held.card, told, frozenset(action.fields)))


def _found(
    twin: ContactTwin,
    outlook: OutlookContact | None,
    crm: CrmContact | None,
    settled: Settled,
) -> ContactTwin | None:
    if outlook is None and crm is None:
        return None
    pair = settled.pair or (None if settled.forgotten is not None else twin.pair)
    key = pair.key if pair is not None else twin.key
    return ContactTwin(key=key, pair=pair, outlook=outlook, crm=crm)


@pytest.mark.parametrize("number", range(len(POLICIES)))
def test_what_judging_says_is_allowed_and_doing_it_is_the_end_of_it(number: int) -> None:
    policy = POLICIES[number]
    by, seen = judge_of(policy), 0
    for name, twin in twins(by):
        judged = judge(twin, by)
        try:
            _check(judged, policy)
            _comes_to_rest(judged, by)
            if judged.asks:
                _answers_settle_it(judged, by)
        except AssertionError as wrong:
            raise AssertionError(f"{name}, {policy.model_dump(exclude_defaults=True)}") from wrong
        seen += 1
    assert seen == (7 * 7 - 1) * len(kinds_under(policy))


def _check(judged: ContactJudged, policy: ContactsPolicy) -> None:
    """Check what no answer may ever hold."""
    actions = to_do(judged)
    links = [a for a in actions if a.move is Move.UPDATE and not a.fields]
    assert len({a.side for a in actions}) == len(actions), "one write a side"
    if judged.reason is ContactReason.PRIVATE:
        assert all(a.fields == ("is_private",) for a in actions)
    elif judged.reason is not None:
        assert not judged.actions
    assert bool(judged.asks) is (judged.reason is ContactReason.DIFFERENT_PERSON)
    for action in actions:
        _check_action(judged, action, policy, is_link=action in links)


def _check_action(
    judged: ContactJudged, action: Action, policy: ContactsPolicy, *, is_link: bool
) -> None:
    twin = judged.twin
    if not is_link:
        assert (action.side, action.move) not in policy.prevent.operations
        assert Direction(policy.direction).lets(action.side)
    for name in action.fields:
        rule = policy.rule_of(ContactField(name))
        assert rule.flow.value in ("both", f"to_{'crm' if action.side is Side.CRM else 'outlook'}")
        is_new = action.move is Move.CREATE
        is_emptying = is_blank(judged.sources[action.side], ContactField(name))
        assert is_new or not (rule.never_blank and is_emptying)
    if action.move is Move.DELETE:
        assert twin.is_linked or (twin.pair is not None and twin.pair.intents)
        assert (twin.outlook is None) is (action.side is Side.CRM)
        assert twin.pair is not None and twin.pair.state is not PairState.UNLINKED
    if action.move is Move.CREATE:
        there = twin.crm if action.side is Side.CRM else twin.outlook
        assert there is None or judged.is_parted
    if action.move is Move.UPDATE:
        assert twin.outlook is not None and twin.crm is not None


def _comes_to_rest(judged: ContactJudged, by: ContactJudge) -> None:
    """Check that the next run finds nothing to do, and asks what was asked."""
    after = done(judged, by)
    if after is None:
        return
    again = judge(after, by)
    assert not to_do(again), again.actions
    assert again.asks == judged.asks
    once_more = done(again, by)
    assert once_more is not None
    at_rest = done(
        judge(once_more, by), by
    )  # what was begun and cut short is let go of by one more look
    assert at_rest is not None
    assert _agreed_on(at_rest) == _agreed_on(once_more), "memory rests too"


def _agreed_on(twin: ContactTwin) -> Pair | None:
    """Return what is remembered, but for the version that says how much of the CRM's feed need not be read."""
    return replace(twin.pair, crm_version=0) if twin.pair is not None else None


def _answers_settle_it(judged: ContactJudged, by: ContactJudge) -> None:
    for answer in OFFERED:
        told = Answered(answer=answer, about=judged.asks, by="admin", at=NOW)
        asked = done(judged, by)
        assert asked is not None and asked.pair is not None
        assert asked.pair.state is PairState.ASKED
        answered = judge(replace(asked, answer=told), by)
        assert not answered.asks
        stale = judge(replace(asked, answer=replace(told, about="other")), by)
        assert stale.asks == judged.asks
        if not any(a.withheld for a in answered.actions):
            after = done(answered, by)
            assert after is not None
            again = judge(after, by)
            assert not again.asks
            assert not to_do(again)
