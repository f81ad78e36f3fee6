"""Somebody asks at the console for a comparison of contacts now, and does not wait for a timer."""

from simulator.world.contacts.rules import ContactSettings
from simulator.world.outside import Outside, at_once
from sync_core.work import MailboxId, Task, WorkItem


class Asking:
    """People who want to see at once what comes of something."""

    def __init__(self, outside: Outside, settings: ContactSettings) -> None:
        self._outside = outside
        self._settings = settings

    def ask_all(self, task: Task = Task.CONTACTS_NOW) -> None:
        """Ask for a comparison of everybody's contacts."""
        for mailbox in self._settings.enabled:
            self.ask(mailbox, task)

    def ask(self, mailbox: MailboxId, task: Task = Task.CONTACTS_NOW) -> None:
        """Ask for a comparison of one mailbox's contacts."""
        item = WorkItem(task=task, mailbox=mailbox, woken_at=self._outside.surroundings.now())
        at_once(self._outside.queue.send(item))
