"""Who looks at a page: as the door found out, and nothing that a request says of itself."""

from admin.console import Console
from admin.web import PageRequest
from flows.ports.desk import StaffMember
from sync_core.mailboxes import MailboxKind
from sync_core.work import MailboxId


def object_id_of(request: PageRequest) -> str:
    """Return the object id of who is signed in; empty on a local host, where nobody is.

    What the engine remembers of an answer, or of a change of the policy, is this id: never a name, never
    an address.
    """
    return request.who.object_id if request.who is not None else ""


async def viewer_of(request: PageRequest, console: Console) -> StaffMember | None:
    """Return the user of the CRM who is signed in; None where it is nobody, or not certain who.

    Known by the object id, which is their mailbox's too, and by whom the directory found to own that mailbox.
    A sign-in name is no proof: it can be given to somebody else. A mailbox whose owner was nominated by the
    policy proves nothing either: a user with two is nobody here.
    """
    object_id = object_id_of(request)
    record = await console.memory.mailbox(MailboxId(object_id)) if object_id else None
    if record is None or record.owner is None or record.kind is not MailboxKind.USER:
        return None
    same = await console.memory.mailboxes_of([record.owner])
    if sum(one.kind is MailboxKind.USER for one in same) != 1:
        return None
    return (await console.desk.staff()).get(record.owner)
