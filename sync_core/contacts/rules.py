"""The contacts policy made ready for deciding in one mailbox."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sync_core.contacts.fields import ContactField
from sync_core.contacts.policy import ContactsPolicy, FieldFlow
from sync_core.mail import CrmUserId
from sync_core.reconcile.decide import Reconciliation, Winner
from sync_core.reconcile.gates import Gates
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRules:
    """What holds for contacts in one mailbox."""

    mailbox: MailboxId
    owner: CrmUserId | None
    """The CRM user whose list it is."""
    is_primary: bool
    """Whether this user's list goes to this mailbox."""
    policy: ContactsPolicy
    is_outlook: bool = True
    """Whether one side is Outlook, which holds less than a CRM; a user's list and the firm hold all of it."""
    fields: frozenset[ContactField] = field(default_factory=frozenset)
    """The fields that flow at all."""
    one_way: Mapping[str, Side] = field(default_factory=dict)
    """Fields that flow to this side only."""
    reconciliation: Reconciliation = Reconciliation()  # noqa: RUF009  frozen
    gates: Gates = Gates()  # noqa: RUF009  frozen


def rules_of(
    policy: ContactsPolicy, mailbox: MailboxId, owner: CrmUserId | None, *, is_primary: bool
) -> ContactRules:
    """Return the rules that a policy makes for one mailbox."""
    flows = {name: policy.rule_of(name).flow for name in ContactField}
    one_way = {
        name.value: Side.CRM if flow is FieldFlow.TO_CRM else Side.OUTLOOK
        for name, flow in flows.items()
        if flow in (FieldFlow.TO_CRM, FieldFlow.TO_OUTLOOK)
    }
    deletions = policy.deletions
    return ContactRules(
        mailbox=mailbox,
        owner=owner,
        is_primary=is_primary,
        policy=policy,
        fields=frozenset(name for name, flow in flows.items() if flow is not FieldFlow.NONE),
        one_way=one_way,
        reconciliation=Reconciliation(
            winner=policy.winner,
            edit_survives=deletions.edit_survives,
            on_delete={Side.OUTLOOK: deletions.in_outlook, Side.CRM: deletions.in_crm},
            one_way=one_way,
        ),
        gates=Gates(prevented=policy.prevent.operations, direction=policy.direction),
    )


def sharing_rules(policy: ContactsPolicy) -> Reconciliation:
    """Return the rules between a user's list, which stands where Outlook stands, and the firm's people."""
    winners = {"firm": Winner.CRM, "user": Winner.OUTLOOK, "newest": Winner.NEWEST}
    return Reconciliation(winner=winners[policy.sharing.winner], edit_survives=False)
