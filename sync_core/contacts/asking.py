"""Asking: a person says who a contact is where the engine cannot know. An answer holds for what was shown with it."""

from dataclasses import replace

from sync_core.contacts.judged import ContactJudge, ContactJudged
from sync_core.contacts.reasons import ContactReason
from sync_core.contacts.showing import card_shown
from sync_core.contacts.twins import ContactTwin
from sync_core.reconcile.answers import Answer
from sync_core.reconcile.decide import Standing
from sync_core.reconcile.pairs import PairState
from sync_core.reconcile.sides import Side


def likeness_settled(judged: ContactJudged, by: ContactJudge) -> ContactTwin | ContactJudged:
    """Return the twin as it is once its likeness is settled, or the question where it is open.

    An answer holds for what was shown with the question: whatever changed since is asked about anew.
    """
    twin = judged.twin
    if twin.likely is None and not twin.is_ambiguous:
        return twin
    reason = ContactReason.LIKELY_TWIN if twin.likely else ContactReason.AMBIGUOUS
    if twin.likely is not None:
        told = card_shown(twin.likely.card, twin, by)
        judged = replace(judged, shown={**judged.shown, Side.CRM: told})
    question = asked(judged, reason, by)
    answer = answer_to(question) or _begun_on(question)
    if answer is None:
        return judged if _was_turned_down(question) else question
    if answer is Answer.IGNORE:
        return replace(judged, reason=ContactReason.IGNORED)
    chosen = twin.likely if answer is Answer.ACCEPT else None
    return replace(twin, crm=chosen, likely=None, is_ambiguous=False)


def asked(judged: ContactJudged, reason: ContactReason, by: ContactJudge) -> ContactJudged:
    """Return the twin as one about which a person is asked."""
    asks = _asks(judged, reason, by)
    return replace(judged, reason=reason, asks=asks, actions=(), standing=Standing.AS_IT_WAS)


def answer_to(question: ContactJudged) -> Answer | None:
    """Return what a person answered; None where nobody did, or what was shown with the question changed since."""
    said = question.twin.answer
    return said.answer if said is not None and said.about == question.asks else None


def _begun_on(question: ContactJudged) -> Answer | None:
    """Return the answer by which the two were begun to be made one: what changed since may be our own writing.

    Asked anew, a person could part again what is one by half.
    """
    pair, said, likely = question.twin.pair, question.twin.answer, question.twin.likely
    if pair is None or said is None or likely is None:
        return None
    is_begun = bool(pair.intents) and pair.does_ask(said.about) and pair.crm == likely.id
    return Answer.ACCEPT if is_begun and said.answer is Answer.ACCEPT else None


def _was_turned_down(question: ContactJudged) -> bool:
    """Return whether a person answered just this, and then rejected what was to be done about it."""
    pair = question.twin.pair
    return pair is not None and pair.state is PairState.UNLINKED and pair.asks == question.asks


def waiting(judged: ContactJudged) -> ContactJudged:
    """Return an entry as one that a contact may be: it is made nowhere while a person is asked."""
    return replace(judged, reason=ContactReason.AMBIGUOUS, actions=(), standing=Standing.AS_IT_WAS)


def _asks(judged: ContactJudged, reason: ContactReason, by: ContactJudge) -> str:
    """Return the digest of what is shown with a question."""
    lines = (
        f"{side} {name}={value}"
        for side in Side
        for name, value in sorted(judged.shown.get(side, {}).items())
    )
    return by.digester.value("asks", "\n".join((reason.value, *lines)))
