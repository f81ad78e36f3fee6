"""Standing: an entry of a list beside its person of the firm, in the shapes that the heart compares."""

from dataclasses import dataclass, replace

from sync_core.calendar.event import Origin
from sync_core.contacts.contact import (
    ContactId,
    CrmContact,
    CrmContactId,
    FirmPerson,
    OutlookContact,
    Sharing,
)
from sync_core.contacts.fields import ContactField
from sync_core.contacts.policy import ContactsPolicy, Promote
from sync_core.contacts.rules import ContactRules, sharing_rules
from sync_core.contacts.twins import ContactTwin
from sync_core.mail import CrmUserId, PersonId
from sync_core.reconcile.pairs import Pair, PairState
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId

LIST, FIRM = Side.OUTLOOK, Side.CRM
"""Which side of the heart the list and the firm's people stand on."""
_STAY = frozenset({ContactField.PRIVATE, ContactField.NOTES, ContactField.CATEGORIES})
"""What a user keeps, whatever the policy says: marks and notes of one's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One entry, whom it stands for, and by which rules it is compared."""

    entry: CrmContact
    twin: ContactTwin
    rules: ContactRules


def as_list_side(entry: CrmContact) -> OutlookContact:
    """Return an entry as the side of the list shows it."""
    return OutlookContact(
        id=ContactId(entry.id),
        version=str(entry.version),
        card=replace(entry.card, is_private=False),
        modified_at=entry.modified_at,
    )


def as_firm_side(person: FirmPerson) -> CrmContact:
    """Return a person of the firm as the side of the firm shows it."""
    return CrmContact(
        id=CrmContactId(person.id),
        version=person.version,
        key=None,
        owner=CrmUserId(""),
        origin=Origin.SYNC,
        card=person.card,
        modified_at=person.modified_at,
    )


def person_named(entry: CrmContact, pair: Pair | None) -> PersonId | None:
    """Return for whom an entry stands, also where a person said so and rejected what was to be written then."""
    if entry.person is not None or pair is None:
        return entry.person
    is_known = pair.state is PairState.LINKED and pair.asks and pair.outlook_base and pair.crm_base
    return PersonId(pair.crm) if is_known else None


def person_of(side: CrmContact) -> PersonId:
    """Return the id of the person that the side of the firm shows."""
    return PersonId(side.id)


def rises(entry: CrmContact, policy: ContactsPolicy, *, is_known: bool) -> bool:
    """Return whether what a user shares of an entry reaches the firm; is_known: it is a person of the firm."""
    if entry.sharing is Sharing.PRIVATE or entry.card.is_private:
        return False
    promote = policy.sharing.promote
    by_rule = promote is Promote.ALL or (promote is Promote.KNOWN and is_known)
    return entry.sharing is Sharing.FIRM or by_rule


def may_be_added(entry: CrmContact, policy: ContactsPolicy) -> bool:
    """Return whether the firm gets a new person for an entry of whom it knows nothing."""
    return rises(entry, policy, is_known=False)


def rules_for(
    entry: CrmContact, policy: ContactsPolicy, mailbox: MailboxId, *, is_known: bool
) -> ContactRules:
    """Return the rules by which one entry is compared with its person."""
    goes_up = rises(entry, policy, is_known=is_known)
    fields = frozenset(policy.sharing.fields) - _STAY
    fields -= {name for name in ContactField if name in entry.kept_back}
    one_way = {}
    if not goes_up:
        one_way = {name.value: LIST for name in fields}
    elif not policy.sharing.fan_out:
        one_way = {name.value: FIRM for name in fields}
    if not (goes_up or policy.sharing.fan_out):
        fields = frozenset()
    return ContactRules(
        mailbox=mailbox,
        owner=entry.owner,
        is_primary=True,
        is_outlook=False,
        policy=policy.model_copy(update={"fields": {}, "notes": False}),
        fields=fields,
        one_way=one_way,
        reconciliation=replace(sharing_rules(policy), one_way=one_way),
    )
