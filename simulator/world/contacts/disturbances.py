"""What goes wrong around contacts while faults are on, and how all of it is put right again."""

from random import Random

from simulator.graph import MailboxState
from simulator.world.contacts.cast import Cast
from simulator.world.faults import Faults
from simulator.world.outside import Outside
from sync_core import limits
from sync_core.work import MailboxId

_STALLED = 0.2
"""Share of the disturbances in which a host stands still for longer than a lease."""


class Disturbances:
    """Mailboxes out of reach, damaged contacts, lost cursors, ended subscriptions, hosts that stand still."""

    def __init__(self, chance: Random, outside: Outside, faults: Faults, cast: Cast) -> None:
        self._chance = chance
        self._outside = outside
        self._faults = faults
        self._cast = cast

    def disturb(self) -> None:
        """Let something go wrong."""
        mailbox = self._chance.choice(self._cast.staff).mailbox
        self._disturb_tenant(mailbox)
        if self._chance.random() < _STALLED:
            self._stall(mailbox)

    def mend(self) -> None:
        """Put everything right again."""
        tenant, now = self._outside.tenant, self._outside.surroundings.now()
        for one in self._cast.staff:
            tenant.set_state(one.mailbox, MailboxState.ACTIVE)
            box = tenant.mailbox(one.mailbox)
            box.has_endless_rounds = False
            for item in list(box.contacts.items.values()):
                if item.is_damaged:
                    box.contacts.damage(item, now, is_damaged=False)

    def _disturb_tenant(self, mailbox: MailboxId) -> None:
        tenant = self._outside.tenant
        if self._faults.strikes("mailbox_refused"):
            states = [s for s in MailboxState if s is not MailboxState.ACTIVE]
            tenant.set_state(mailbox, self._chance.choice(states))
        elif self._chance.random() < 0.05:
            tenant.set_state(mailbox, MailboxState.ACTIVE)
        if self._faults.strikes("unreadable") and (found := self._cast.folders.some()):
            tenant.contacts.damage(found[1], found[2])
        if self._faults.strikes("cursor_lost"):
            tenant.forget_cursors(mailbox)
        if self._faults.strikes("endless_round"):
            tenant.mailbox(mailbox).has_endless_rounds = True
        if self._faults.strikes("subscription_removed"):
            held = tenant.subscriptions.all()
            if held:
                tenant.subscriptions.remove(self._chance.choice(held).id)

    def _stall(self, mailbox: MailboxId) -> None:
        """Let whoever runs outlast his lease, with work for another: what he writes then is refused."""
        self._outside.surroundings.advance(limits.LEASE_SECONDS + 1)
        self._cast.office.asking.ask(mailbox)
