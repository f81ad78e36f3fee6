"""What follows a look at contacts: where it left something that no feed tells of, both sides are compared once more."""

from collections.abc import Iterable

from sync_core.contacts.judged import ContactJudge, ContactJudged
from sync_core.contacts.settling import row_of
from sync_core.reconcile.plan import Withheld
from sync_core.reconcile.sides import Side


def asks_for_another(judged: Iterable[ContactJudged], by: ContactJudge) -> bool:
    """Return whether what was done about contacts leaves something to be done at once."""
    return any(_frees_entry(one) or _lacks_key(one, by) for one in judged)


def _frees_entry(one: ContactJudged) -> bool:
    """Return whether an entry that waited beside a contact is on its own since: it is made in Outlook next.

    No feed tells of it, because nothing of it was changed but what a person said.
    """
    pair, said = one.twin.pair, one.twin.answer
    is_let_go = pair is not None and pair.crm not in ("", row_of(one.twin).crm)
    waited = one.twin.absorbs is not None and one.twin.crm is None and one.reason is None
    is_just_said = said is not None and pair is not None and pair.does_ask(said.about)
    return is_let_go or (is_just_said and (one.is_parted or waited))


def _lacks_key(one: ContactJudged, by: ContactJudge) -> bool:
    """Return whether which contact an entry is was to be written down with what was rejected: it is written next."""
    contact, entry = one.twin.outlook, one.twin.crm
    if one.reason is not None or contact is None or entry is None:
        return False
    in_crm = [a for a in one.actions if a.side is Side.CRM]
    was_rejected = bool(in_crm) and all(a.withheld is Withheld.REJECTED for a in in_crm)
    return was_rejected and entry.key != by.digester.contact_key(contact.id)
