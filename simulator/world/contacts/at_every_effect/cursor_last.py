"""The cursor comes last: whatever Outlook told of is decided once its cursor is saved."""

from collections.abc import Mapping

from flows.contacts.bearings import OUTLOOK_CURSOR
from flows.ports.contacts import ContactPage
from simulator.world.contacts.at_every_effect.scene import Scene
from simulator.world.contacts.verdicts import require
from simulator.world.steps import Process
from sync_core.contacts.contact import ContactId
from sync_core.work import MailboxId


class CursorLast:
    """Holds what each process was told against what it had decided when it saved its cursor."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._listed: dict[str, set[ContactId]] = {}
        """What each process was told had changed in Outlook."""

    def listed(self, process: Process, page: ContactPage) -> None:
        """Note what a process was told."""
        self._listed.setdefault(process.name, set()).update(page.changed)
        for contact in page.changed:
            self._scene.learn(contact)

    def moved(self, process: Process, mailbox: MailboxId, cursors: Mapping[str, str]) -> None:
        """Check that whatever Outlook told of is decided once its cursor is saved."""
        if not cursors.get(OUTLOOK_CURSOR):
            return
        rows = self._scene.pairs(mailbox)
        known = {p.outlook for p in rows} | {self._scene.known.get(p.key, "") for p in rows}
        there = {contact for contact, _ in self._scene.outlook.items(mailbox)}
        missed = sorted(self._listed.pop(process.name, set()) & there - known)
        require(not missed, f"{process.name}: the cursor passed undecided contacts: {missed}")
