"""What is written in Outlook: meant, let through, made once, and deleted only after a person."""

from flows.ports.contacts import ContactDraft
from simulator.graph.contacts.people import contact_id
from simulator.graph.direct.cards import STAMP
from simulator.world.contacts.at_every_effect.brakes_hold import BrakesHold
from simulator.world.contacts.at_every_effect.intents_first import contact_was_meant
from simulator.world.contacts.at_every_effect.policy_kept import fields_flow, is_allowed
from simulator.world.contacts.at_every_effect.scene import Scene
from simulator.world.contacts.verdicts import require
from simulator.world.steps import Process, Step
from sync_core.contacts.contact import CrmContactId, OutlookContact
from sync_core.contacts.reasons import ContactReason
from sync_core.reconcile.pairs import Writing
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId

_WRITES = {
    "contacts.create": Writing.CREATE,
    "contacts.update": Writing.UPDATE,
    "contacts.delete": Writing.DELETE,
}


class OutlookWrites:
    """Looks at every effect on a user's contacts."""

    def __init__(self, scene: Scene, brakes: BrakesHold) -> None:
        self._scene = scene
        self._brakes = brakes

    def done(self, process: Process, step: Step) -> None:
        """Look at one effect."""
        if step.failure is not None:
            self._scene.marks.hit(f"refusal.{type(step.failure).__name__}")
        if step.label in _WRITES:
            self._written(process, step, _WRITES[step.label])
        if step.label == "contacts.mark":
            # a run that stood in the middle of its work when the folder was restored marks it anew
            self._scene.said.set_back.pop(step.argument(0, "mailbox"), None)

    def _written(self, process: Process, step: Step, writing: Writing) -> None:
        where, mailbox = f"{process.name} {step.label}", step.argument(0, "mailbox")
        is_create = writing is Writing.CREATE
        what: OutlookContact | ContactDraft = (
            step.argument(2, "draft") if is_create else step.argument(1, "contact")
        )
        is_allowed(self._scene, where, Side.OUTLOOK, writing)
        contact_was_meant(self._scene, where, mailbox, what, writing)
        if writing is Writing.UPDATE:
            fields_flow(self._scene, where, step.argument(3, "fields"), Side.OUTLOOK)
        if step.failure is not None:
            return
        self._brakes.count(where, process, writing, mailbox)
        self._scene.marks.hit(f"move.outlook.{writing.value}")
        if isinstance(what, ContactDraft):
            self._made_once(where, mailbox, what.stamp)
            self._scene.learn(step.result.id)
        elif writing is Writing.DELETE:
            self._removed_in_crm(where, self._scene.learn(what.id))

    def _made_once(self, where: str, mailbox: MailboxId, stamp: str) -> None:
        """Check that no two contacts were made for one entry.

        One that a person moved to another folder before anybody knew of it is looked for in vain, and one that
        was moved there before it was agreed on frees its entry. One that a person deleted and brought back, when
        another had been made in its place, is left out as a double of that.
        """
        box = self._scene.outside.tenant.mailbox(mailbox)
        ids = (
            contact_id(box, item.number)
            for item in box.contacts.items.values()
            if item.value_of(STAMP) == stamp and item.folder is not None
        )
        pairs = self._scene.pairs(mailbox)
        stamp_of = self._scene.outside.digester.stamp
        parted = {p.outlook for p in pairs if p.crm and stamp_of(p.crm) != stamp}
        told = {i for i, _ in self._scene.outlook.items(mailbox)} | {p.outlook for p in pairs}
        freed = {p.outlook for p in pairs if not p.crm and p.reason == ContactReason.OTHER_FOLDER}
        doubles = {p.outlook for p in pairs if p.reason == ContactReason.DOUBLE}
        spared = self._scene.diary.copied | parted | freed | doubles
        made = [i for i in ids if i in told and i not in spared]
        require(len(made) < 2, f"{where}: two contacts carry one stamp: {made}")

    def _removed_in_crm(self, where: str, key: str) -> None:
        """Check that a person removed, in the CRM, what was deleted in Outlook."""
        contact = self._scene.known.get(key)
        pairs = self._scene.all_pairs()
        ids = {p.crm for _, p in pairs if p.key == key or p.outlook == contact}
        gone = any(CrmContactId(i) in self._scene.diary.removed for i in ids)
        require(gone, f"{where}: a contact is deleted, and nobody removed its entry")
