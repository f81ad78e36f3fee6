"""Mirroring: one step written between a contact folder and its user's list."""

from collections.abc import Sequence
from dataclasses import dataclass

from flows.contacts.crm_writing import to_crm
from flows.contacts.outlook_writing import to_outlook
from flows.contacts.writing import Answers
from flows.running import Run
from sync_core.contacts.contact import ContactFolderId
from sync_core.contacts.judged import ContactJudge, ContactJudged
from sync_core.reconcile.sides import Side


@dataclass(frozen=True, slots=True)
class Mirroring:
    """Writes to the list first, many at once, then in the folder, one by one."""

    folder: ContactFolderId

    async def __call__(self, run: Run, by: ContactJudge, some: Sequence[ContactJudged]) -> Answers:
        """See Writer."""
        crm = await to_crm(run, by, [(one, one.action_on(Side.CRM)) for one in some])
        outlook, failure = await to_outlook(
            run, self.folder, [(one, one.action_on(Side.OUTLOOK)) for one in some]
        )
        return Answers(crm=crm, outlook=outlook, failure=failure)
