"""The preview: what the next run between a user's list and the firm's people would do; never stored.

Its shapes are those of contacts with Outlook (flows.contacts.preview): the list stands where Outlook stands
there, the firm's people where the list stands.
"""

from flows.contacts.bearings import contact_rules
from flows.contacts.holding import pass_brakes
from flows.contacts.listing import list_crm
from flows.contacts.planning import Planned
from flows.contacts.preview import ContactsPreview, shown_as
from flows.looking import looking
from flows.ports.parts import Parts
from flows.running import Run
from flows.sharing.gathering import gather
from flows.sharing.planning import make_plan
from sync_core.failures import Failure
from sync_core.work import MailboxId, Stream, Task


async def preview_sharing(parts: Parts, mailbox: MailboxId) -> ContactsPreview:
    """Return what the next run between a user's list and the firm would do; nothing is written anywhere.

    The whole list is compared. Private entries are not looked at, as in the run itself. What the outside
    answers with a failure is told in `refused`.
    """
    record = await parts.memory.mailbox(mailbox)
    if record is None or not record.contacts_enabled or record.owner is None:
        return ContactsPreview(
            mailbox=mailbox, refused="The contacts of this mailbox are not kept in step."
        )
    try:
        planned = await _planned(await looking(parts, record, Task.CONTACTS_SHARE))
    except Failure as failure:
        return ContactsPreview(mailbox=mailbox, refused=str(failure))
    held = await parts.memory.held(mailbox, Stream.SHARING)
    passed = pass_brakes(planned, held, (), is_side_empty=False)
    return shown_as(mailbox, passed.planned, held, passed.brakes)


async def _planned(run: Run) -> Planned:
    listed = await list_crm(run, await contact_rules(run))
    pairs = await run.parts.memory.pairs(run.record.id, Stream.SHARING)
    answers = await run.parts.memory.answers(run.record.id, Stream.SHARING)
    return make_plan(run, await gather(run, listed, pairs, answers), len(pairs))
