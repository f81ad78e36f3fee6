"""What befalls the tenant's mailboxes besides people: out of reach, damaged, cursors and subscriptions lost."""

from simulator.graph import MailboxState
from simulator.graph.calendar.events import Damage
from simulator.world.calendar.firm import Firm
from simulator.world.faults import Faults
from sync_core.work import MailboxId


class Mishaps:
    """Mishaps as the world's faults have them strike, until all is put right."""

    def __init__(self, firm: Firm, faults: Faults) -> None:
        self._firm = firm
        self._chance = firm.chance
        self._faults = faults

    def strike(self) -> None:
        """Put a mailbox out of reach, damage an event, lose cursors, end a subscription; or none of it."""
        tenant = self._firm.outside.tenant
        mailbox = self._chance.choice(self._firm.staff).mailbox
        if self._faults.strikes("mailbox_refused"):
            states = [s for s in MailboxState if s is not MailboxState.ACTIVE]
            tenant.set_state(mailbox, self._chance.choice(states))
        elif self._chance.random() < 0.05:
            tenant.set_state(mailbox, MailboxState.ACTIVE)
        if self._faults.strikes("unreadable"):
            self._damage(mailbox)
        if self._faults.strikes("cursor_lost"):
            tenant.forget_cursors(mailbox)
        if self._faults.strikes("endless_round"):
            tenant.mailbox(mailbox).has_endless_rounds = True
        if self._faults.strikes("subscription_removed"):
            held = tenant.subscriptions.all()
            if held:
                tenant.subscriptions.remove(self._chance.choice(held).id)

    def mend(self) -> None:
        """Put everything right again."""
        tenant, now = self._firm.outside.tenant, self._firm.now()
        for one in self._firm.staff:
            tenant.set_state(one.mailbox, MailboxState.ACTIVE)
            box = tenant.mailbox(one.mailbox)
            box.has_endless_rounds = False
            for item in list(box.calendars.items.values()):
                if item.damage is not None:
                    box.calendars.damage(item, None, now)

    def _damage(self, mailbox: MailboxId) -> None:
        store = self._firm.outside.tenant.mailbox(mailbox).calendars
        there = [item for item in store.items.values() if item.series is None]
        if there:
            how = self._chance.choice(tuple(Damage))
            store.damage(self._chance.choice(there), how, self._firm.now())
