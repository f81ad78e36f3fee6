"""The preview: what the next run of a mailbox's contacts would do, ask and leave out; computed live, never stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from flows.contacts.holding import pass_brakes
from flows.contacts.keeping import Drawn, draw
from flows.contacts.planning import Planned
from flows.looking import FieldShown, fields_shown, looking
from flows.ports.parts import Parts
from sync_core.contacts.contact import Card
from sync_core.contacts.fields import ContactField, canonical
from sync_core.contacts.identity import Sign
from sync_core.contacts.judged import ContactJudged
from sync_core.contacts.notes import shared_part
from sync_core.contacts.reasons import ContactReason
from sync_core.failures import Failure
from sync_core.reconcile.answers import Answer
from sync_core.reconcile.brakes import Brake, HeldPlan
from sync_core.reconcile.decide import Move
from sync_core.reconcile.pairs import PairKey, PairState
from sync_core.reconcile.plan import Action, Fingerprint, Why, Withheld
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId, Stream, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRow:
    """One action."""

    fingerprint: Fingerprint
    name: str
    side: Side
    move: Move
    why: Why
    fields: tuple[FieldShown, ...]
    withheld: Withheld | None
    is_private: bool = False
    """Its user alone may see it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One contact about which a person is asked; shown live, of which memory holds ids and a digest alone."""

    key: PairKey
    asks: str
    """What an answer repeats: a contact changed since asks anew."""
    reason: ContactReason
    offered: tuple[Answer, ...]
    score: int
    """How alike the two are, of 100; 0 where that is not the question."""
    signs: tuple[Sign, ...]
    first: Card | None
    """What the contact says: in Outlook, or in the list where list and firm are compared."""
    others: tuple[Card, ...]
    """What stands on the other side of it: several where they look as much alike; none where nothing does."""
    is_asked: bool
    """Whether it waits for an answer already; else the next run asks."""
    is_private: bool = False
    """Its user alone may see it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """One contact that is kept from the other side."""

    name: str
    side: Side
    """Where it stands."""
    reason: str
    text: str
    """The reason as one plain sentence."""
    is_private: bool = False
    """Its user alone may see it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsPreview:
    """What the next run would do."""

    mailbox: MailboxId
    is_first_run: bool = False
    brakes: tuple[Brake, ...] = ()
    rows: tuple[ContactRow, ...] = ()
    questions: tuple[Question, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    """Every contact that does not sync, with why."""
    in_step: int = 0
    held: HeldPlan | None = None
    refused: str = ""
    """Why there is no preview, in an operator's words; empty where there is one."""


OFFERED: Mapping[ContactReason, tuple[Answer, ...]] = {
    ContactReason.LIKELY_TWIN: (Answer.ACCEPT, Answer.SPLIT, Answer.IGNORE),
    ContactReason.AMBIGUOUS: (Answer.SPLIT, Answer.IGNORE),
    ContactReason.DIFFERENT_PERSON: (Answer.RENAME, Answer.NEW_PERSON, Answer.UNDO),
}
"""The answers that each question takes."""


async def preview_contacts(parts: Parts, mailbox: MailboxId) -> ContactsPreview:
    """Return what the next run of a mailbox's contacts would do; nothing is written anywhere.

    Both sides are compared whole. What the outside answers with a failure is told in `refused`.
    """
    record = await parts.memory.mailbox(mailbox)
    if record is None or not record.contacts_enabled or record.owner is None:
        return ContactsPreview(
            mailbox=mailbox, refused="The contacts of this mailbox are not kept in step."
        )
    try:
        run = await looking(parts, record, Task.CONTACTS_NOW)
        drawn = await draw(run, {})
    except Failure as failure:
        return ContactsPreview(mailbox=mailbox, refused=str(failure))
    held = await parts.memory.held(mailbox, Stream.CONTACTS)
    if drawn is None:
        return ContactsPreview(
            mailbox=mailbox, brakes=(Brake.FOLDER_GONE,), held=held, refused=Brake.FOLDER_GONE.text
        )
    return _told(mailbox, drawn, held)


def _told(mailbox: MailboxId, drawn: Drawn, held: HeldPlan | None) -> ContactsPreview:
    planned = drawn.planned
    assert planned is not None  # noqa: S101  a whole comparison always plans
    passed = pass_brakes(planned, held, drawn.brakes, is_side_empty=drawn.is_side_empty)
    return shown_as(mailbox, passed.planned, held, passed.brakes)


def shown_as(
    mailbox: MailboxId, planned: Planned, held: HeldPlan | None, brakes: tuple[Brake, ...]
) -> ContactsPreview:
    """Return a plan as a person reads it, by name."""
    judged = sorted(planned.judged, key=lambda one: (_name(one).casefold(), one.twin.key))
    return ContactsPreview(
        mailbox=mailbox,
        is_first_run=planned.by.is_first_run,
        brakes=brakes,
        rows=tuple(_row(one, action) for one in judged for action in one.actions),
        questions=tuple(_question(one) for one in judged if one.asks),
        left_out=tuple(_left_out(judged)),
        in_step=sum(one.twin.is_linked and not one.actions and not one.reason for one in judged),
        held=held,
    )


def _name(one: ContactJudged) -> str:
    there = one.twin.outlook or one.twin.crm
    return there.card.name if there is not None else ""


def _is_private(one: ContactJudged) -> bool:
    """Return whether anything of it is for its user's eyes alone: on whichever side it was marked."""
    sides = (one.twin.outlook, one.twin.crm, one.twin.likely, *one.twin.among)
    return any(side is not None and side.card.is_private for side in sides)


def _row(one: ContactJudged, action: Action) -> ContactRow:
    return ContactRow(
        fingerprint=action.fingerprint,
        name=_name(one),
        side=action.side,
        move=action.move,
        why=action.why,
        fields=_fields(one, action),
        withheld=None if action.withheld is Withheld.HELD else action.withheld,
        is_private=_is_private(one),
    )


def _fields(one: ContactJudged, action: Action) -> tuple[FieldShown, ...]:
    """Return the fields that would change, with what stands there now and what would."""
    if action.move is Move.DELETE:
        return ()
    source = one.sources.get(action.side)
    here = one.sources.get(action.side.other) if action.move is Move.UPDATE else None
    now = canonical(here) if here is not None else {}
    then = canonical(source) if source is not None else {}
    return fields_shown(map(ContactField, action.fields), now, then)


def _question(one: ContactJudged) -> Question:
    twin = one.twin
    assert one.reason is not None  # noqa: S101  whatever asks has a reason
    other = twin.crm or twin.likely
    others = (other,) if other is not None else twin.among
    return Question(
        key=twin.key,
        asks=one.asks,
        reason=one.reason,
        offered=OFFERED[one.reason],
        score=twin.score,
        signs=twin.signs,
        first=_own_notes_left_out(twin.outlook.card) if twin.outlook is not None else None,
        others=tuple(one.card for one in others),
        is_asked=twin.pair is not None and twin.pair.does_ask(one.asks),
        is_private=_is_private(one),
    )


def _own_notes_left_out(card: Card) -> Card:
    """Return a card without what its user wrote for nobody else: of notes, our block alone is compared."""
    return replace(card, notes=shared_part(card.notes))


def _left_out(judged: Iterable[ContactJudged]) -> Iterable[LeftOut]:
    """Yield every contact that does not sync: kept out by a rule, parted, refused, or not allowed to be made."""
    for one in judged:
        why = _why_left_out(one)
        if why is not None:
            yield LeftOut(
                name=_name(one),
                side=Side.OUTLOOK if one.twin.outlook is not None else Side.CRM,
                reason=why[0],
                text=why[1],
                is_private=_is_private(one),
            )


def _why_left_out(one: ContactJudged) -> tuple[str, str] | None:
    """Return code and sentence of why a contact does not sync; None where it does."""
    if one.reason is not None:
        return one.reason.value, one.reason.text
    withheld = next((a.withheld for a in one.actions if a.withheld is not None), None)
    if withheld is not None and withheld is not Withheld.HELD:
        return withheld.value, withheld.text
    pair = one.twin.pair
    if pair is not None and pair.state in _STAYS:
        return pair.state.value, _STAYS[pair.state]
    return None


_STAYS = {
    PairState.UNLINKED: "Its twin was deleted, and the policy keeps this one: the two are parted.",
    PairState.FAILED: "The other side refused it; it is tried again.",
}
