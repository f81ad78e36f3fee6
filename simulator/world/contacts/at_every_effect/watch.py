"""Every effect that concerns contacts, handed to whoever looks at its kind."""

from flows.ports.leases import Lease
from flows.ports.remembrance import Remembrance
from simulator.world.contacts.at_every_effect.brakes_hold import BrakesHold
from simulator.world.contacts.at_every_effect.cursor_last import CursorLast
from simulator.world.contacts.at_every_effect.list_writes import ListWrites
from simulator.world.contacts.at_every_effect.no_blind_write import no_blind_write
from simulator.world.contacts.at_every_effect.outlook_writes import OutlookWrites
from simulator.world.contacts.at_every_effect.people_writes import PeopleWrites
from simulator.world.contacts.at_every_effect.questions_apart import QuestionsApart
from simulator.world.contacts.at_every_effect.scene import Scene
from simulator.world.contacts.diary import Entry
from simulator.world.steps import Process, Step
from sync_core.contacts.contact import ContactId
from sync_core.mail import PersonId
from sync_core.reconcile.brakes import HeldPlan
from sync_core.reconcile.pairs import Pair
from sync_core.work import Stream


class ContactsWatch:
    """Looks at every effect that concerns contacts."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        brakes = BrakesHold(scene)
        lists, people = ListWrites(scene, brakes), PeopleWrites(scene)
        self._outlook = OutlookWrites(scene, brakes)
        self._crm = {
            "create_entries": lists.made,
            "update_entries": lists.changed,
            "delete_entries": lists.deleted,
            "create_people": people.made,
            "update_people": people.changed,
        }
        self._questions = QuestionsApart(scene)
        self._cursor = CursorLast(scene)

    def done(self, process: Process, step: Step) -> None:
        """Look at one effect."""
        if step.failure is not None:
            self._scene.marks.hit(f"failure.{type(step.failure).__name__}")
        no_blind_write(self._scene, process, step)
        if step.port == "contacts":
            self._of_outlook(process, step)
        elif step.port == "crm_contacts":
            self._of_crm(process, step)
        elif step.port == "memory":
            self._of_memory(process, step)

    @property
    def stood_for(self) -> dict[PersonId, set[int]]:
        """By person of the firm, who gave it something or got something from it since the last quiet."""
        return self._scene.stood_for

    def contact_of(self, key: str | None) -> ContactId | None:
        """Return which contact a key stands for."""
        return self._scene.known.get(key or "")

    def entries_of(self, pair: Pair) -> list[Entry]:
        """Return whom a pair of a mailbox is about."""
        return self._scene.said.entries_of(Stream.CONTACTS, pair)

    def is_left_alone(self, contact: ContactId) -> bool:
        """Return whether a person said to leave a contact alone."""
        return contact in self._scene.said.left_alone

    def _of_outlook(self, process: Process, step: Step) -> None:
        if step.label == "contacts.changed" and step.failure is None:
            self._cursor.listed(process, step.result)
        self._outlook.done(process, step)

    def _of_crm(self, process: Process, step: Step) -> None:
        look = self._crm.get(step.method)
        if look is not None:
            told = step.argument(0, "told", ()) if step.arguments else ()
            answers = step.result if step.failure is None else ()
            look(process, f"{process.name} {step.label}", told, answers)

    def _of_memory(self, process: Process, step: Step) -> None:
        if step.method == "acquire" and isinstance(step.result, Lease):
            self._scene.mailboxes[process.name] = step.result.mailbox
        elif step.method == "remember" and step.failure is None:
            self._remembered(process, step.argument(0, "lease"), step.argument(1, "what"))
        elif step.method == "release" and step.failure is None:
            lease = step.argument(0, "lease")
            self._cursor.moved(process, lease.mailbox, step.argument(2, "cursors") or {})
        elif step.method == "hold":
            self._held(step.argument(1, "plan"))

    def _remembered(self, process: Process, lease: Lease, what: Remembrance) -> None:
        self._questions.remembered(process, lease, what)
        self._cursor.moved(process, lease.mailbox, what.cursors)

    def _held(self, plan: HeldPlan | None) -> None:
        for brake in plan.brakes if plan is not None else ():
            self._scene.marks.hit(f"brake.{brake.value}")
