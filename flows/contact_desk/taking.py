"""What a desk's user is told when a write was not done."""

from flows.contact_desk.store import EntryDone, PersonDone
from flows.ports.crm_contacts import Wrote
from sync_core.contacts.contact import CrmContact, FirmPerson
from sync_core.failures import ItemGone, SkipItem, SkipReason, VersionConflict


def raise_unless_written(result: Wrote, what: str, problem: str = "") -> None:
    """Raise what the port says of a write that was not done.

    Raises:
        ItemGone: the record no longer exists.
        VersionConflict: it was changed since it was read.
        SkipItem: a value cannot be taken; the detail begins with the field's name.
    """
    if result is Wrote.GONE:
        raise ItemGone(what)
    if result in (Wrote.CONFLICT, Wrote.ALREADY_THERE):
        raise VersionConflict(what)
    if result is Wrote.REFUSED:
        raise SkipItem(SkipReason.REFUSED_BY_CRM, problem or f"{what}: expected what the CRM takes")


def entry_taken(done: EntryDone, prefix: str = "") -> CrmContact:
    """Return the entry that was written.

    Raises:
        ItemGone, VersionConflict, SkipItem: it was not written.
    """
    raise_unless_written(done.result, "contact", prefix + done.problem if done.problem else "")
    if done.entry is None:
        raise ItemGone("contact")
    return done.entry


def person_taken(done: PersonDone) -> FirmPerson:
    """Return the person who was written.

    Raises:
        ItemGone, VersionConflict, SkipItem: nobody was written.
    """
    raise_unless_written(done.result, "person", done.problem)
    if done.person is None:
        raise ItemGone("person")
    return done.person
