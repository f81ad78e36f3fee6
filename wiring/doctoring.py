"""The doctor of this very deployment: its own parts, its own identity, its own addresses."""

from flows.doctor.check import Check, Patient
from flows.doctor.examining import examine
from sync_core.work import MailboxId
from wiring.engine import Engine


async def examined(
    app: Engine, mailbox: MailboxId | None = None, outside: MailboxId | None = None
) -> tuple[Check, ...]:
    """Make every check.

    Args:
        app: the engine to examine.
        mailbox: to be read; None: the first one that is captured.
        outside: a mailbox that must be refused; None: none is tried.
    """
    from adapters.probing import HttpProbe  # its HTTP library is no part of a start

    patient = Patient(
        parts=app.parts,
        probe=HttpProbe(),
        graph_url=app.settings.graph_url,
        public_url=app.settings.public_url,
        crm_schema=app.crm_schema,
        mailbox=mailbox,
        outside=outside,
    )
    return await examine(patient)
