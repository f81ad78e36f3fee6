"""Administrators change the firm's settings for contacts, and put them into force."""

from random import Random

from flows.ports.policy_store import PolicyVersion
from simulator.world.contacts.people import Colleague
from simulator.world.contacts.rules import ContactSettings
from simulator.world.outside import Outside, at_once
from sync_core.reconcile.sides import Side


class PolicyChanges:
    """People at the settings."""

    def __init__(
        self, chance: Random, outside: Outside, staff: list[Colleague], settings: ContactSettings
    ) -> None:
        self._chance = chance
        self._outside = outside
        self._staff = staff
        self._settings = settings

    def an_operation_is_prevented_or_allowed(self) -> None:
        """An operation on one side is switched off, or on again."""
        moves = self._settings.prevented[self._chance.choice(tuple(Side))]
        moves ^= {self._chance.choice(("create", "update", "delete"))}
        self._settings.changed.add("prevented")
        self.write()

    def what_rises_is_changed(self) -> None:
        """The firm wants more of its users' contacts, or less."""
        self._settings.promote = self._chance.choice(("chosen", "known", "all"))
        self._settings.changed.add("promote")
        self.write()

    def a_mailbox_is_switched(self) -> None:
        """A user's contacts are kept in step no more, or again."""
        mailbox = self._chance.choice(self._staff).mailbox
        self._settings.off ^= {mailbox}
        self._settings.has_switched.add(mailbox)
        self.write()

    def a_mailbox_is_primary_or_not(self) -> None:
        """A mailbox gets nothing any more of what its user writes down in the CRM; or all of it again."""
        mailbox = self._chance.choice(self._staff).mailbox
        is_so = self._settings.not_primary is None
        self._settings.not_primary = mailbox if is_so else None
        self._settings.changed.add("primary")
        self.write()

    def write(self) -> None:
        """Put the firm's settings as they stand now into force."""
        policies, now = self._outside.policies, self._outside.surroundings.now()
        number = at_once(policies.current()).number + 1
        version = PolicyVersion(
            number=number,
            document=self._settings.document(),
            changed_by="an administrator",
            changed_at=now,
        )
        at_once(policies.append(version))
