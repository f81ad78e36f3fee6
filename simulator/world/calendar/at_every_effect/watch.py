"""Every effect that concerns calendars, and who looks at it: writes, cursors, what is held back."""

from flows.ports.leases import Lease
from flows.ports.remembrance import Remembrance
from simulator.world.calendar.answers import Answers
from simulator.world.calendar.at_every_effect.crm_writes import CrmWrites
from simulator.world.calendar.at_every_effect.cursor_last import Cursors
from simulator.world.calendar.at_every_effect.held_back import HeldBack
from simulator.world.calendar.at_every_effect.intents_first import Intents
from simulator.world.calendar.at_every_effect.outlook_writes import OutlookWrites
from simulator.world.calendar.at_every_effect.whose_event import WhoseEvent
from simulator.world.calendar.at_every_effect.writes import CRM_WRITES, OUTLOOK_WRITES
from simulator.world.calendar.firm import Firm
from simulator.world.marks import Marks
from simulator.world.scheduler import Violation
from simulator.world.steps import Process, Step
from sync_core.reconcile.brakes import HeldPlan


class CalendarWatch:
    """Looks at every effect."""

    def __init__(self, firm: Firm, marks: Marks, answers: Answers) -> None:
        self._firm = firm
        self._marks = marks
        self._answers = answers
        self.whose = WhoseEvent(firm)
        intents = Intents(firm, self.whose)
        self._outlook = OutlookWrites(firm, self.whose, intents, answers)
        self._crm = CrmWrites(firm, self.whose, intents, answers)
        self._cursors = Cursors(firm, self.whose)
        self._held_back = HeldBack(firm.settings, marks)

    def done(self, process: Process, step: Step) -> None:
        """Look at one effect."""
        if step.failure is not None:
            self._marks.hit(f"failure.{type(step.failure).__name__}")
        self._nothing_blindly(process, step)
        if step.port == "calendar":
            self._of_outlook(process, step)
        elif step.label in CRM_WRITES:
            self._crm.look_at(process, step)
        elif step.label == "memory.hold":
            self._held(step)
        elif step.port == "memory" and step.failure is None:
            self._of_memory(process, step)

    def _nothing_blindly(self, process: Process, step: Step) -> None:
        """Check that no write was taken on what was changed since it had been read."""
        for port in (self._firm.outside.calendar, self._firm.crm):
            if port.taken_blindly:
                told = f"{process.name} {step.label}: {port.taken_blindly}"
                raise Violation(f"{told}, and somebody had changed it meanwhile")

    def _of_outlook(self, process: Process, step: Step) -> None:
        if step.failure is not None:
            self._marks.hit(f"refusal.{type(step.failure).__name__}")
        self.whose.learn(step)
        if step.label == "calendar.changed" and step.failure is None:
            self._cursors.listed(process, step.result)
        if step.label in OUTLOOK_WRITES:
            self._outlook.look_at(process, step)

    def _of_memory(self, process: Process, step: Step) -> None:
        if step.label == "memory.acquire" and isinstance(step.result, Lease):
            self._crm.leased(process, step.result.mailbox)
        elif step.label == "memory.remember":
            what: Remembrance = step.argument(1, "what")
            self._held_back.pairs(what.pairs)
            self._cursors.saved(process, step.argument(0, "lease").mailbox, what.cursors)
        elif step.label == "memory.release":
            cursors = step.argument(2, "cursors") or {}
            self._cursors.saved(process, step.argument(0, "lease").mailbox, cursors)

    def _held(self, step: Step) -> None:
        plan: HeldPlan | None = step.argument(1, "plan")
        if plan is None:
            self._answers.let_go(step.argument(0, "lease").mailbox)
        else:
            self._held_back.plan(plan)
