"""Somebody looks at what the next run would do, without any effect."""

from flows.contacts.preview import ContactsPreview, preview_contacts
from flows.ports.parts import Parts
from flows.rulebook import Rulebook
from flows.sharing.preview import preview_sharing
from simulator.graph import TenantDirectory, TenantMailSource, TenantSubscriptions
from simulator.world.contacts.rules import ContactSettings
from simulator.world.marks import Marks
from simulator.world.outside import Outside, at_once
from sync_core.failures import Failure
from sync_core.work import MailboxId


class Previews:
    """People at the console's previews."""

    def __init__(self, outside: Outside, settings: ContactSettings, marks: Marks) -> None:
        self._outside = outside
        self._settings = settings
        self._marks = marks

    def a_preview_is_looked_at(self) -> None:
        """Somebody looks at what the next run would do."""
        for mailbox in self._settings.enabled:
            self.look(mailbox)

    def look(self, mailbox: MailboxId) -> None:
        """Look at what a mailbox's next run would do; a mailbox that cannot be read shows nothing."""
        for preview in (preview_contacts, preview_sharing):
            try:
                self._note(at_once(preview(self._parts(), mailbox)))
            except Failure:
                continue

    def _note(self, shown: ContactsPreview) -> None:
        for brake in shown.brakes:
            self._marks.hit(f"brake.{brake.value}")
        for one in shown.left_out:
            self._marks.hit(f"left.{one.reason}")
        for row in shown.rows:
            self._marks.hit(f"why.{row.why.value}")
            self._marks.hit(f"move.{row.side.value}.{row.move.value}")
            if row.withheld is not None:
                self._marks.hit(f"withheld.{row.withheld.value}")

    def _parts(self) -> Parts:
        """Return the engine's parts as the console has them: not stepped, since it only looks."""
        outside = self._outside
        return Parts(
            mail=TenantMailSource(outside.tenant),
            directory=TenantDirectory(outside.tenant),
            subscriptions=TenantSubscriptions(outside.tenant),
            crm=outside.crm,
            calendar=outside.calendar,
            crm_calendar=outside.crm_calendar,
            contacts=outside.contacts,
            crm_contacts=outside.crm.contacts,
            memory=outside.memory,
            policies=outside.policies,
            queue=outside.queue,
            scorer=outside.scorer,
            surroundings=outside.surroundings,
            digester=outside.digester,
            rulebook=Rulebook(),
        )
