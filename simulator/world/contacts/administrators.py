"""What administrators do about contacts: rules, previews, answers to questions and held plans; backups too."""

from collections.abc import Callable
from random import Random

from flows.contacts.bearings import GENERATION_CURSOR
from flows.contacts.preview import OFFERED, ContactsPreview, preview_contacts
from flows.ports.parts import Parts
from flows.ports.policy_store import PolicyVersion
from flows.rulebook import Rulebook
from flows.sharing.preview import preview_sharing
from simulator.graph import TenantDirectory, TenantMailSource, TenantSubscriptions
from simulator.graph.contacts.backup import FolderBackup
from simulator.graph.contacts.items import value_of
from simulator.graph.direct.cards import GENERATION
from simulator.world.contacts.diary import Diary
from simulator.world.contacts.in_outlook.folders import OutlookFolders
from simulator.world.contacts.in_outlook.putting_away import comes_back
from simulator.world.contacts.people import Colleague
from simulator.world.contacts.rules import OWN_FOLDER, ContactSettings
from simulator.world.contacts.verdicts import Verdicts
from simulator.world.outside import Outside, at_once
from sync_core.contacts.contact import ContactFolderId
from sync_core.contacts.reasons import ContactReason
from sync_core.failures import Failure
from sync_core.reconcile.answers import Answer, Answered
from sync_core.reconcile.brakes import Answers
from sync_core.reconcile.pairs import Pair, PairState
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId, Stream, Task, WorkItem

Act = Callable[[], None]
_DAY_SECONDS = 24 * 60 * 60
STREAMS = (Stream.CONTACTS, Stream.SHARING)


class Administrators:
    """People at the settings and at the console, and a backup service."""

    def __init__(
        self,
        chance: Random,
        outside: Outside,
        diary: Diary,
        staff: list[Colleague],
        settings: ContactSettings,
        outlook: OutlookFolders,
        verdicts: Verdicts,
    ) -> None:
        self._chance = chance
        self._outside = outside
        self._diary = diary
        self._staff = staff
        self._settings = settings
        self._marks = verdicts.marks
        self._outlook = outlook
        self._said = verdicts
        self._backups: dict[MailboxId, FolderBackup] = {}

    def all(self) -> tuple[tuple[Act, int], ...]:
        """Return what may be done, and how often each is."""
        return (
            (self.an_operation_is_prevented_or_allowed, 2),
            (self.what_rises_is_changed, 2),
            (self.a_mailbox_is_switched, 2),
            (self.a_mailbox_is_primary_or_not, 1),
            (self.a_held_plan_is_answered, 8),
            (self.a_question_is_answered, 10),
            (self.a_preview_is_looked_at, 6),
            (self.days_pass, 1),
            (self.a_folder_is_removed, 1),
            (self.a_backup_is_taken, 2),
            (self.a_backup_is_restored, 2),
            (self.a_list_is_set_back, 1),
        )

    # Settings

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

    # Plans

    def a_held_plan_is_answered(self) -> None:
        """Somebody approves what is held, or some of it, or rejects it."""
        for mailbox in self._settings.enabled:
            for stream in STREAMS:
                self.answer(mailbox, stream)

    def answer(self, mailbox: MailboxId, stream: Stream) -> None:
        """Answer the plan held for a mailbox, if there is one, and let it run."""
        memory, now = self._outside.memory, self._outside.surroundings.now()
        held = at_once(memory.held(mailbox, stream))
        if held is None:
            return
        approved = frozenset(f for f in held.fingerprints if self._chance.random() < 0.8)
        if self._chance.random() < 0.7:
            approved = frozenset(held.fingerprints)
        rejected = frozenset(held.fingerprints) - approved
        kind = "approved_some" if approved and rejected else "rejected" if rejected else "approved"
        self._marks.hit(f"held.{kind}")
        if rejected:
            self._said.let_differ(mailbox)
        said = Answers(approved=approved, rejected=rejected)
        if at_once(memory.answer_held(mailbox, stream, held.id, said, "an administrator", now)):
            self._said.plan_answered(mailbox)
            if rejected:
                self._look(mailbox)
            self.ask(mailbox, _TASK_OF[stream])

    # Questions

    def a_question_is_answered(self) -> None:
        """Somebody answers one question."""
        asked = [
            (mailbox, stream, pair)
            for mailbox in self._settings.enabled
            for stream in STREAMS
            for pair in self.questions(mailbox, stream)
        ]
        if asked:
            self.tell(*self._chance.choice(asked))

    def questions(self, mailbox: MailboxId, stream: Stream) -> list[Pair]:
        """Return what a person is asked about a mailbox and has not answered yet."""
        memory = self._outside.memory
        pending = at_once(memory.answers(mailbox, stream))
        pairs = at_once(memory.pairs(mailbox, stream))
        asked = [p for p in pairs if p.state is PairState.ASKED]
        return [p for p in asked if p.key not in pending or not p.does_ask(pending[p.key].about)]

    def is_answered(self, mailbox: MailboxId, stream: Stream) -> bool:
        """Return whether something was answered that the engine has not come to."""
        memory = self._outside.memory
        told = at_once(memory.answers(mailbox, stream))
        pairs = at_once(memory.pairs(mailbox, stream))
        return any(p.key in told and p.does_ask(told[p.key].about) for p in pairs)

    def tell(self, mailbox: MailboxId, stream: Stream, pair: Pair) -> None:
        """Answer one question."""
        answer = self._chance.choice(OFFERED[ContactReason(pair.reason)])
        self._marks.hit(f"answer.{answer.value}")
        self._said.answered(mailbox, stream, pair, answer)
        told = Answered(
            answer=answer,
            about=pair.asks,
            by="an administrator",
            at=self._outside.surroundings.now(),
        )
        if not at_once(self._outside.memory.answer_pair(mailbox, stream, pair.key, told)):
            raise AssertionError("what was asked just now is asked no more")
        if answer is Answer.RENAME:
            self._said.renamed(mailbox, stream, pair)
        self.ask(mailbox, _TASK_OF[stream])

    # Backups, folders

    def a_folder_is_removed(self) -> None:
        """Somebody deletes the folder that is kept in step, with all that lies in it."""
        named = [m for m in sorted(self._settings.folders) if self._outlook.kept_folder(m)]
        if not named:
            return
        mailbox = self._chance.choice(named)
        folder = self._outlook.kept_folder(mailbox)
        assert folder is not None  # noqa: S101  as found
        self._removed(mailbox)
        self._backups.pop(mailbox, None)
        self._outside.tenant.contacts.remove_folder(mailbox, ContactFolderId(folder.id))

    def _removed(self, mailbox: MailboxId) -> None:
        for contact, item in self._outlook.items(mailbox):
            self._diary.deleted.add(contact)
            entry = self._diary.of_contact(contact, item.says.nickname)
            if entry is not None:
                entry.gone.add(Side.OUTLOOK)

    def bring_folders_back(self) -> None:
        """Make the folders again that the policy names and that are not there."""
        for mailbox in sorted(self._settings.folders):
            if self._outlook.kept_folder(mailbox) is None:
                self._outside.tenant.contacts.add_folder(mailbox, OWN_FOLDER)

    def a_backup_is_taken(self) -> None:
        """A backup of a folder is taken."""
        mailbox = self._chance.choice(self._staff).mailbox
        folder = self._outlook.kept_folder(mailbox)
        if folder is not None:
            name = "" if folder.is_default else ContactFolderId(folder.id)
            self._backups[mailbox] = self._outside.tenant.contacts.back_up(mailbox, name)

    def a_backup_is_restored(self) -> None:
        """A folder is set back to what it was when its backup was taken."""
        if not self._backups:
            return
        mailbox = self._chance.choice(sorted(self._backups))
        backup = self._backups.pop(mailbox)
        before = dict(self._outlook.items(mailbox))
        keeps = self._chance.random() < 0.5
        self._outside.tenant.contacts.restore_backup(mailbox, backup, keeps_cursors=keeps)
        after = dict(self._outlook.items(mailbox))
        self._diary.deleted.update(before.keys() - after.keys())
        for contact in after.keys() - before.keys():
            entry = self._diary.of_contact(contact, after[contact].says.nickname)
            if entry is not None and entry.contact == contact:
                entry.gone.discard(Side.OUTLOOK)
        for contact, item in after.items():
            entry = self._diary.of_contact(contact, item.says.nickname)
            if entry is not None and not item.is_list:
                comes_back(self._outlook, entry, mailbox, contact)
        self._said.let_differ(mailbox)
        shown = int(value_of(backup.extended, GENERATION) or "0")
        cursors = at_once(self._outside.memory.cursors(mailbox, "contacts."))
        remembered = int(cursors.get(GENERATION_CURSOR, "0").partition(" ")[0] or "0")
        held = at_once(self._outside.memory.held(mailbox, Stream.CONTACTS))
        is_approved = held is not None and held.answered_at is not None  # that much is done still
        if shown < remembered and not is_approved:
            self._said.restored(mailbox, self._outside.surroundings.now())

    def a_list_is_set_back(self) -> None:
        """The CRM's database is restored: a list shows an older count."""
        owner = self._chance.choice(self._staff)
        if self._outside.crm.contacts.set_back(owner.user):
            self._said.let_differ(owner.mailbox)

    # Looking

    def a_preview_is_looked_at(self) -> None:
        """Somebody looks at what the next run would do."""
        for mailbox in self._settings.enabled:
            self._look(mailbox)

    def _look(self, mailbox: MailboxId) -> None:
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

    def days_pass(self) -> None:
        """A day or two go by."""
        self._outside.surroundings.advance(self._chance.choice((1, 2)) * _DAY_SECONDS)

    # Asking

    def ask_all(self, task: Task = Task.CONTACTS_NOW) -> None:
        """Ask for a comparison of everybody's contacts."""
        for mailbox in self._settings.enabled:
            self.ask(mailbox, task)

    def ask(self, mailbox: MailboxId, task: Task = Task.CONTACTS_NOW) -> None:
        """Ask for a comparison of one mailbox's contacts."""
        item = WorkItem(task=task, mailbox=mailbox, woken_at=self._outside.surroundings.now())
        at_once(self._outside.queue.send(item))

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


_TASK_OF = {Stream.CONTACTS: Task.CONTACTS_NOW, Stream.SHARING: Task.CONTACTS_SHARE}
