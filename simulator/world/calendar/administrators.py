"""What administrators do about calendars: rules, previews, answers to held plans; and days that pass."""

from flows.calendar.preview import preview
from flows.ports.parts import Parts
from flows.ports.policy_store import PolicyVersion
from flows.rulebook import Rulebook
from simulator.graph import TenantDirectory, TenantMailSource, TenantSubscriptions
from simulator.world.calendar.answers import Answers as SaidOfPlans
from simulator.world.calendar.firm import Firm
from simulator.world.calendar.people import Act
from simulator.world.marks import Marks
from simulator.world.outside import at_once
from sync_core.failures import Failure
from sync_core.reconcile.brakes import Answers
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId, Stream, Task, WorkItem

_DAY_SECONDS = 24 * 60 * 60


class Administrators:
    """People at the settings and at the console."""

    def __init__(self, firm: Firm, marks: Marks, answers: SaidOfPlans) -> None:
        self._chance = firm.chance
        self._outside = firm.outside
        self._staff = firm.staff
        self._settings = firm.settings
        self._marks = marks
        self._said = answers

    def all(self) -> tuple[tuple[Act, int], ...]:
        """Return what may be done, and how often each is."""
        return (
            (self.an_operation_is_prevented_or_allowed, 4),
            (self.private_events_are_seen_otherwise, 1),
            (self.another_calendar_is_enabled, 1),
            (self.a_mailbox_is_primary_or_not, 1),
            (self.a_held_plan_is_answered, 8),
            (self.a_preview_is_looked_at, 8),
            (self.days_pass, 2),
        )

    @property
    def runs_at_once(self) -> bool:
        """Whether whatever is made in Outlook goes to the CRM at once, in every mailbox."""
        records = [at_once(self._outside.memory.mailbox(m)) for m in self._settings.enabled]
        is_open = self._settings.is_plain and self._settings.is_prompt
        return is_open and not any(r is None or r.calendar_held for r in records)

    def an_operation_is_prevented_or_allowed(self) -> None:
        """An operation on one side is switched off, or on again."""
        side = self._chance.choice(tuple(Side))
        moves = self._settings.prevented[side]
        moves ^= {self._chance.choice(("create", "update", "delete"))}
        self.write()

    def private_events_are_seen_otherwise(self) -> None:
        """The firm changes what the CRM may know of private events."""
        self._settings.private_changed = True
        self._settings.private = self._chance.choice(("skip", "busy_only"))
        self._settings.never_private &= self._settings.private == "skip"
        self.write()

    def another_calendar_is_enabled(self) -> None:
        """One more calendar is kept in step."""
        waiting = [s.mailbox for s in self._staff if s.mailbox not in self._settings.enabled]
        if waiting:
            self._settings.enabled.add(self._chance.choice(waiting))
            self.write()

    def a_mailbox_is_primary_or_not(self) -> None:
        """A mailbox gets nothing any more of what its user makes in the CRM; or all of it again."""
        mailboxes = [one.mailbox for one in self._staff]
        is_so = self._settings.not_primary is None
        self._settings.not_primary = self._chance.choice(mailboxes) if is_so else None
        self.write()

    def a_held_plan_is_answered(self) -> None:
        """Somebody approves what is held, or some of it, or rejects it."""
        for mailbox in sorted(self._settings.enabled):
            self.answer(mailbox)

    def answer(self, mailbox: MailboxId) -> None:
        """Answer the plan held for a mailbox, if there is one, and let it run."""
        memory = self._outside.memory
        held = at_once(memory.held(mailbox, Stream.CALENDAR))
        if held is None:
            return
        is_being_done = held.answered_at is not None
        if is_being_done:
            self.ask(mailbox)
            return
        approved = frozenset(f for f in held.fingerprints if self._chance.random() < 0.8)
        if self._chance.random() < 0.6:
            approved = frozenset(held.fingerprints)
        rows = at_once(preview(self._parts(), mailbox)).rows
        rejected = frozenset(held.fingerprints) - approved
        kind = "approved_some" if approved and rejected else "rejected" if rejected else "approved"
        self._marks.hit(f"held.{kind}")
        self._said.give(mailbox, rows, approved, rejected)
        answers = Answers(approved=approved, rejected=rejected)
        now = self._outside.surroundings.now()
        answered = memory.answer_held(
            mailbox, Stream.CALENDAR, held.id, answers, "an administrator", now
        )
        is_heard = at_once(answered)
        if is_heard and rejected:
            self._look(mailbox)
        if is_heard:
            self.ask(mailbox, Task.CALENDAR_NOW)

    def a_preview_is_looked_at(self) -> None:
        """Somebody looks at what the next run would do."""
        for mailbox in sorted(self._settings.enabled):
            self._look(mailbox)

    def days_pass(self) -> None:
        """A day or two go by: the window moves."""
        self._outside.surroundings.advance(self._chance.choice((1, 2)) * _DAY_SECONDS)

    def ask_all(self, task: Task = Task.CALENDAR_NOW) -> None:
        """Ask for a comparison of every calendar."""
        for mailbox in sorted(self._settings.enabled):
            self.ask(mailbox, task)

    def write(self) -> None:
        """Put the firm's settings as they stand now into force."""
        self._settings.changed += 1
        policies, now = self._outside.policies, self._outside.surroundings.now()
        number = at_once(policies.current()).number + 1
        version = PolicyVersion(
            number=number,
            document=self._settings.document(),
            changed_by="an administrator",
            changed_at=now,
        )
        at_once(policies.append(version))

    def ask(self, mailbox: MailboxId, task: Task = Task.CALENDAR_NOW) -> None:
        """Ask for a comparison of one calendar."""
        item = WorkItem(task=task, mailbox=mailbox, woken_at=self._outside.surroundings.now())
        at_once(self._outside.queue.send(item))

    def _look(self, mailbox: MailboxId) -> None:
        try:
            shown = at_once(preview(self._parts(), mailbox))
        except Failure:
            return
        for brake in shown.brakes:
            self._marks.hit(f"brake.{brake.value}")
        for reason in shown.left_out:
            self._marks.hit(f"left.{reason}")
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
