"""The made-up firm's contacts: a list of one of its people, questions about it, and a plan that waits."""

from datetime import timedelta
from typing import Any

from flows.contacts.preview import (
    OFFERED,
    ContactRow,
    ContactsPreview,
    LeftOut,
    Question,
)
from flows.looking import FieldShown
from sync_core.contacts.contact import Card, PostalAddress, Sharing
from sync_core.contacts.reasons import ContactReason
from sync_core.contacts.signs import Sign
from sync_core.reconcile.brakes import Brake, HeldPlan
from sync_core.reconcile.decide import Move
from sync_core.reconcile.pairs import Pair, PairKey, PairState
from sync_core.reconcile.plan import Fingerprint, Why
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId, Stream
from tests.admin.contacts import card, enter
from tests.admin.firm import START, Firm

ANA = card(
    "Ana Alvarez",
    "ana.alvarez@contoso.test",
    "ana@alvarez.test",
    company="Contoso Family Office",
    job_title="Managing partner",
    business_phones=("+41 44 555 01 10",),
    mobile_phone="+41 79 555 01 11",
    business_address=PostalAddress(
        street="Seestrasse 12", postal_code="8002", city="Zurich", country="Switzerland"
    ),
    web_page="https://contoso.test",
    categories=("Client", "Board"),
)


async def show_contacts(firm: Firm) -> None:
    """Fill Priya's list, ask about some of it, and let Tomas's first run wait."""
    boxes = {r.owner: r.id for r in await firm.memory.mailboxes()}
    priya = boxes[await firm.staff("Priya Shah")]
    tomas = boxes[await firm.staff("Tomas Lindqvist")]
    await _show_list(firm)
    await _show_questions(firm, priya)
    await firm.memory.change_mailbox(
        priya,
        contacts_started_at=START - timedelta(days=20),
        contacts_read_at=START,
        contacts_swept_at=START,
        contacts_pairs=318,
    )
    rows = _rows()
    await firm.hold_contacts(tomas, _plan_of(rows))
    firm.contact_previews[tomas, Stream.CONTACTS] = ContactsPreview(
        mailbox=tomas,
        is_first_run=True,
        rows=rows,
        left_out=_left_out()[:3],
        in_step=12,
    )


async def _show_list(firm: Firm) -> None:
    (ana, *_) = await firm.crm.search_people("Ana", 1)
    entry = await enter(firm, "Priya Shah", ANA, Sharing.FIRM)
    lists = firm.crm.contacts
    await lists.relate_contact(entry.id, entry.version, ana.id)
    kept_back = frozenset({"business_phones"})
    await lists.share_contact(entry.id, entry.version + 1, Sharing.FIRM, kept_back)
    for name, company, title in (
        ("Ben Okafor", "Fabrikam", "Trustee"),
        ("Kim Larsen", "Larsen Estate", "Executor"),
        ("Ravi Menon", "Menon Partners", "Actuary"),
        ("Elif Demir", "Demir Law", "Counsel"),
        ("Hugo Blanc", "Harbour Insurance", "Claims"),
        ("Noor Haddad", "Northlight Bank", "Custody"),
    ):
        address = f"{name.split()[0].lower()}@{company.split()[0].lower()}.test"
        says = card(name, address, company=company, job_title=title)
        await enter(firm, "Priya Shah", says)
    await enter(firm, "Priya Shah", card("Dr Vogel", "praxis@vogel.test"), Sharing.PRIVATE)
    await enter(firm, "Tomas Lindqvist", card("Ana Alvarez", "ana.alvarez@contoso.test"))


async def _show_questions(firm: Firm, mailbox: MailboxId) -> None:
    listed = card("Ravi Menon", "ravi@menon.test", company="Menon Partners", job_title="Actuary")
    in_outlook = card(
        "Ravi K Menon", "ravi@menon-partners.test", company="Menon Partners", mobile_phone="+44 20 5550 1330"
    )  # fmt: skip
    was = card("Elif Demir", "elif@demir.test", company="Demir Law", job_title="Counsel")
    became = card("Paul Winter", "p.winter@winter.test", company="Winter & Co")
    bens = (
        card("Ben Okafor", "ben@fabrikam.test", company="Fabrikam", job_title="Trustee"),
        card("Ben Okafor", "b.okafor@okafor.test", mobile_phone="+44 20 5550 1441"),
    )
    questions = (
        _question("a1", ContactReason.LIKELY_TWIN, in_outlook, (listed,), (Sign.LIKE_NAME, Sign.SAME_COMPANY), 70),
        _question("b2", ContactReason.DIFFERENT_PERSON, became, (was,)),
        _question("c3", ContactReason.AMBIGUOUS, card("Ben Okafor"), bens, (Sign.SAME_NAME,)),
    )  # fmt: skip
    pairs = [
        Pair(key=q.key, state=PairState.ASKED, reason=q.reason.value, asks=q.asks)
        for q in questions
    ]
    await firm.ask(mailbox, *pairs)
    firm.contact_previews[mailbox, Stream.CONTACTS] = ContactsPreview(
        mailbox=mailbox, questions=questions, left_out=_left_out(), in_step=318
    )


def _question(
    key: str,
    reason: ContactReason,
    first: Card,
    others: tuple[Card, ...],
    signs: tuple[Sign, ...] = (),
    score: int = 0,
) -> Question:
    return Question(
        key=PairKey(key * 16), asks=key * 16, reason=reason, offered=OFFERED[reason], score=score,
        signs=signs, first=first, others=others, is_asked=True,
    )  # fmt: skip


def _rows() -> tuple[ContactRow, ...]:
    made = (
        FieldShown(name="display_name", before="", after="Hugo Blanc"),
        FieldShown(name="emails", before="", after="hugo@harbour.test"),
        FieldShown(name="company", before="", after="Harbour Insurance"),
    )
    kim = (FieldShown(name="display_name", before="", after="Kim Larsen"),)
    joined = (
        FieldShown(name="job_title", before="", after="Trustee"),
        FieldShown(name="mobile_phone", before="+44 20 5550 1330", after="+44 20 5550 1331"),
    )
    told: list[tuple[str, Side, Move, Why, tuple[FieldShown, ...], dict[str, Any]]] = [
        ("Hugo Blanc", Side.CRM, Move.CREATE, Why.NEW, made, {}),
        ("Ben Okafor", Side.OUTLOOK, Move.UPDATE, Why.MATCHED, joined, {}),
        ("Kim Larsen", Side.OUTLOOK, Move.CREATE, Why.NEW, kim, {}),
        ("Dr Vogel", Side.CRM, Move.CREATE, Why.NEW, (), {"is_private": True}),
    ]
    return tuple(
        ContactRow(
            fingerprint=Fingerprint(f"{number:016x}"), name=name, side=side, move=move, why=why,
            fields=fields, withheld=None, **more,
        )
        for number, (name, side, move, why, fields, more) in enumerate(told, start=1)
    )  # fmt: skip


def _plan_of(rows: tuple[ContactRow, ...]) -> HeldPlan:
    return HeldPlan(
        id="contacts-1",
        brakes=(Brake.FIRST_RUN,),
        held_at=START - timedelta(hours=2),
        fingerprints=tuple(r.fingerprint for r in rows),
        creates=sum(r.move is Move.CREATE for r in rows),
        updates=sum(r.move is Move.UPDATE for r in rows),
    )


def _left_out() -> tuple[LeftOut, ...]:
    told = [
        ("Team Christmas list", Side.OUTLOOK, ContactReason.DISTRIBUTION_LIST),
        ("", Side.OUTLOOK, ContactReason.NAMELESS),
        ("Imported in 2019", Side.CRM, ContactReason.IMPORTED),
        ("Ravi K Menon", Side.OUTLOOK, ContactReason.LIKELY_TWIN),
        ("Paul Winter", Side.OUTLOOK, ContactReason.DIFFERENT_PERSON),
        ("Ben Okafor", Side.OUTLOOK, ContactReason.AMBIGUOUS),
    ]
    return tuple(
        LeftOut(name=name, side=side, reason=reason.value, text=reason.text)
        for name, side, reason in told
    )
