"""What must hold of calendars once all is quiet: both sides and the mail that left, against the diary."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from simulator.graph.calendar.events import EventItem, EventView
from simulator.graph.mail import Sensitivity
from simulator.memory.crm_events import KeptEvent
from simulator.world.calendar.at_every_effect.watch import CalendarWatch
from simulator.world.calendar.diary import Birth, Diary, Entry
from simulator.world.calendar.people import CLIENTS, Colleague
from simulator.world.calendar.rules import FirmSettings
from simulator.world.calendar.slots import ChangedSlots
from simulator.world.outside import Outside
from simulator.world.scheduler import Violation
from sync_core.calendar.event import Answer, EventKey, Origin, Privacy
from sync_core.calendar.window import Window
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId

_DAY = timedelta(days=1)
_HIDDEN = "Private appointment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """One event as it stands in a calendar of Outlook, with what the CRM has of it."""

    entry: Entry
    mailbox: MailboxId
    view: EventView
    crm: KeptEvent | None

    @property
    def name(self) -> str:
        """How a violation names it."""
        slot = f" at {self.view.original_start}" if self.view.original_start else ""
        return f"event {self.entry.number}{slot}"


class QuietCalendar:
    """Compares what came of everything with what people did."""

    def __init__(
        self,
        outside: Outside,
        diary: Diary,
        settings: FirmSettings,
        staff: list[Colleague],
        watch: CalendarWatch,
    ) -> None:
        self._outside = outside
        self._diary = diary
        self._settings = settings
        self._staff = staff
        self._watch = watch
        self._slots = ChangedSlots(outside, diary)

    def check(self) -> None:
        """Check everything; raises Violation."""
        met = list(self.met())
        self._none_twice()
        for one in met:
            self._nothing_private(one)
            self._shown(one)
        for entry in self._diary.entries:
            self._nothing_back(entry)
            self._made_in_outlook(entry)
        self._slots.check(self._settings)
        for one in met:
            if self.is_judged(one):
                self._last_edits(one)

    def settle(self) -> None:
        """Take what both sides agree on as agreed."""
        for one in self.met():
            is_dead = one.crm is None or one.crm.event.content.is_cancelled
            if is_dead or one.crm is None or one.entry.is_series or one.view.item.is_cancelled:
                continue
            here, there = _outlook_values(one.view), _crm_values(one.crm)
            one.entry.gone.clear()  # it is there on both sides: an edit survived
            for name in ("subject", "span"):
                if here[name] == there[name]:
                    one.entry.agreed[name] = here[name]
                    one.entry.edits.pop(name, None)
                elif one.entry.edits.get(name):
                    one.entry.agreed.pop(name, None)

    def apart(self) -> frozenset[int]:
        """Return the numbers of the events that both sides show otherwise: something of them waits."""
        return frozenset(
            one.entry.number
            for one in self.met()
            if one.crm is not None and _outlook_values(one.view) != _crm_values(one.crm)
        )

    # What there is

    def met(self) -> Iterator[Met]:
        """Yield every event of every calendar kept in step; of an Outlook-made series each occurrence."""
        by_key = {k.event.key: k for k in self._outside.crm_calendar.everything() if k.event.key}
        for one in self._staff:
            if one.mailbox not in self._settings.enabled:
                continue
            box = self._outside.tenant.mailbox(one.mailbox)
            for item in list(box.calendars.items.values()):
                for view in self._views(one.mailbox, item):
                    entry = self._diary.of(view.says.subject)
                    key = self._outside.digester.event_key(view.uid)
                    if entry is not None:
                        crm = by_key.get(key)
                        yield Met(entry=entry, mailbox=one.mailbox, view=view, crm=crm)

    def _views(self, mailbox: MailboxId, item: EventItem) -> list[EventView]:
        store = self._outside.tenant.mailbox(mailbox).calendars
        if item.series is not None:
            return []
        if item.is_series and self._diary_birth(item) is not Birth.CRM:
            return store.occurrences(item, self._window())
        return [store.view(item.number)]

    def _diary_birth(self, item: EventItem) -> Birth | None:
        entry = self._diary.of(item.says.subject)
        return entry.birth if entry else None

    # One twin each

    def _none_twice(self) -> None:
        for one in self._staff:
            store = self._outside.tenant.mailbox(one.mailbox).calendars
            told = Counter(
                entry.number
                for item in store.items.values()
                if item.series is None
                and item.is_organiser
                and (entry := self._diary.of(item.says.subject)) is not None
                and not entry.is_series
                and None not in _all_slots(entry)
            )
            self._once(told, "Outlook")
        in_crm: Counter[int] = Counter()
        for kept in self._outside.crm_calendar.everything():
            entry = self._entry_of(kept)
            if entry is not None and not entry.is_series and None not in _all_slots(entry):
                in_crm[entry.number] += 1
        self._once(in_crm, "the CRM")

    def _once(self, told: Counter[int], where: str) -> None:
        doubled = sorted(number for number, count in told.items() if count > 1)
        _require(not doubled, f"more than once in {where}: the events {doubled}")

    def _entry_of(self, kept: KeptEvent) -> Entry | None:
        known = self._watch.whose.of_key(EventKey(kept.event.key or ""))
        return known[0] if known else self._diary.of(kept.event.content.subject)

    # Both sides show the same

    def _shown(self, one: Met) -> None:
        if not self.is_judged(one):
            return
        if one.crm is None:
            _require(not self._must_enter(one), f"{one.name} is not in the CRM")
            return
        is_dead = one.crm.event.content.is_cancelled
        if is_dead and self._must_enter(one):
            raise Violation(f"{one.name} is cancelled in the CRM, and nobody cancelled it")
        if is_dead or one.view.item.is_cancelled or not self._flows(one):
            return
        here, there = _outlook_values(one.view), _crm_values(one.crm)
        if one.entry.is_series and one.entry.calls and here["span"] != there["span"]:
            return  # Outlook lets no occurrence pass its neighbour, and refuses what is written with it
        for name, value in here.items():
            if value != there[name] and not self._may_differ(one, name):
                raise Violation(f"{one.name} differs in {name}: {value!r}, {there[name]!r}")

    def is_judged(self, one: Met) -> bool:
        """Return whether the rules say what becomes of an event: nobody left it half in, half out."""
        entry = one.entry
        is_ours = one.view.item.is_organiser or entry.birth is Birth.OUTSIDE
        is_left = entry.is_odd or entry.gone or _all_slots(entry) or entry.gone_for
        return is_ours and not is_left and self._settings.is_plain and self._in_window(one)

    def is_due_now(self, one: Met) -> bool:
        """Return whether an event has to be in the CRM and is not."""
        return one.crm is None and self.is_judged(one) and self._must_enter(one)

    def _must_enter(self, one: Met) -> bool:
        """Return whether an Outlook event has to be in the CRM."""
        says, item = one.view.says, one.view.item
        if item.is_draft or item.is_cancelled or says.sensitivity is not Sensitivity.NORMAL:
            return False
        if not item.is_organiser and item.answer is Answer.DECLINED:
            return False
        if one.entry.birth is Birth.CRM:
            return False
        organiser = (item.organiser.address if item.organiser else "").lower()
        people = {a.address for a in says.attendees if "@" in a.address}
        ours = {c.address for c in self._staff}
        if people and {*people, organiser} <= ours:
            return self._settings.internal
        return self._settings.unmatched or bool({*people, organiser} & set(CLIENTS))

    def _flows(self, one: Met) -> bool:
        """Return whether changes of an event that has a twin are still copied."""
        says, item = one.view.says, one.view.item
        assert one.crm is not None  # noqa: S101  asked of twins only
        is_private = says.sensitivity is not Sensitivity.NORMAL
        is_private |= one.crm.event.content.privacy is not Privacy.NORMAL
        is_out = not item.is_organiser and item.answer is Answer.DECLINED
        people = {a.address for a in says.attendees if "@" in a.address}
        known = {a.attendee.address for a in one.crm.attendees}
        ours = {c.address for c in self._staff}
        organiser = (item.organiser.address if item.organiser else "").lower()
        may_be_internal = any(group and group <= ours for group in (people, known))
        is_internal = may_be_internal and organiser in ours and not self._settings.internal
        is_import = one.crm.event.origin is Origin.IMPORT
        return not (is_private or is_out or item.is_draft or is_internal or is_import)

    def _may_differ(self, one: Met, name: str) -> bool:
        """Return whether a change in the CRM may not reach this event in Outlook."""
        item, now = one.view.item, self._outside.surroundings.now()
        assert one.crm is not None  # noqa: S101  asked of twins only
        if not item.is_organiser:
            return one.entry.calls > 0 or name == "show_as"
        ends = max(one.view.says.span.end, one.crm.event.content.span.end)
        is_past = ends <= now and bool(one.view.says.attendees)
        return is_past and name != "show_as"

    def _nothing_private(self, one: Met) -> None:
        """Check that the CRM shows of a private event of Outlook's only what the firm lets it."""
        kept, entry = one.crm, one.entry
        is_private = one.view.says.sensitivity is not Sensitivity.NORMAL
        came = kept is not None and kept.event.origin is Origin.SYNC
        if kept is None or not is_private or not came or not self._in_window(one):
            return
        is_left = entry.is_odd or entry.gone or _all_slots(entry) or entry.gone_for
        if is_left or not self._settings.is_redacting:
            return
        if entry.calls:
            return  # what the CRM's users wrote there themselves since
        if entry.hidden_by is not Side.OUTLOOK or self._settings.private_changed:
            return  # whoever marked it in the CRM saw what stands there
        if self._settings.private in ("skip", "busy_only"):
            content = kept.event.content
            is_bare = content.subject == _HIDDEN and not (content.body or content.places)
            _require(is_bare, f"{one.name} is private, and the CRM shows more than its time")
        if self._settings.private != "full":
            _require(not kept.attendees, f"{one.name} is private, and the CRM shows who attends")

    # No lost update

    def _last_edits(self, one: Met) -> None:
        """Check that the last value somebody gave stands, or lost to the named winner's."""
        entry, kept = one.entry, one.crm
        is_whole = not entry.is_series and one.view.original_start is None
        if kept is None or not is_whole or not one.view.item.is_organiser:
            return
        if kept.event.content.is_cancelled or not self._flows(one) or entry.was_private:
            return
        here, there = _outlook_values(one.view), _crm_values(kept)
        for name in ("subject", "span"):
            if here[name] != there[name]:
                continue  # withheld, or already a violation
            wanted = self._may_stand(entry, name)
            if wanted and here[name] not in wanted:
                raise Violation(f"{one.name}: {name} is {here[name]!r}; the last were {wanted!r}")

    def _may_stand(self, entry: Entry, name: str) -> list[Any]:
        if entry.was_guests:
            return []  # whatever the CRM's users wrote before the organiser came into step gives way
        edits = entry.edits.get(name, [])
        if not edits:
            return [entry.agreed[name]] if name in entry.agreed else []
        wanted = [edits[-1].value]
        by_side = {side: [e for e in edits if e.side is side] for side in Side}
        if all(by_side.values()):
            winners = {
                "microsoft365": [Side.OUTLOOK],
                "crm": [Side.CRM],
                "newest": list(Side),
            }[self._settings.winner]
            wanted += [by_side[side][-1].value for side in winners]
        return wanted

    # No resurrection

    def _nothing_back(self, entry: Entry) -> None:
        """Check that what a person deleted, and nobody touched across, is not there again."""
        if Side.OUTLOOK in entry.gone and Side.CRM not in entry.touched and not entry.is_series:
            there = self._organisers(entry)
            _require(not there, f"event {entry.number} is in Outlook again, and was deleted")
        is_settled = Side.OUTLOOK not in entry.touched and not entry.was_guests
        if Side.CRM in entry.gone and is_settled:
            back = [
                kept
                for kept in self._outside.crm_calendar.everything()
                if self._entry_of(kept) is entry
                and kept.event.series is None
                and not kept.event.content.is_cancelled
            ]
            _require(not back, f"event {entry.number} is in the CRM again, and was deleted")

    def _organisers(self, entry: Entry) -> list[EventItem]:
        if entry.birth is Birth.OUTSIDE or None in _all_slots(entry):
            return []
        items = self._outside.tenant.mailbox(entry.mailbox).calendars.items.values()
        return [i for i in items if i.is_organiser and entry.token in i.says.subject]

    # What is made in the CRM is made in Outlook

    def _made_in_outlook(self, entry: Entry) -> None:
        if entry.birth is not Birth.CRM or entry.crm is None or not self._settings.is_plain:
            return
        kept = self._outside.crm_calendar.kept(entry.crm)
        is_left = entry.is_odd or entry.gone or entry.was_private
        takes = self._settings.enabled - {self._settings.not_primary}
        if kept is None or is_left or entry.mailbox not in takes:
            return
        content = kept.event.content
        if content.recurrence is None and not self._window_inside().holds(content.span):
            return
        people = {one.attendee.address for one in kept.attendees}
        ours = {c.address for c in self._staff}
        is_internal = bool(people) and people <= ours and not self._settings.internal
        needs = self._settings.only_related and not (people & set(CLIENTS))
        if is_internal or needs:
            return
        store = self._outside.tenant.mailbox(entry.mailbox).calendars
        if not any(entry.token in item.says.subject for item in store.items.values()):
            raise Violation(f"event {entry.number} was made in the CRM and is not in Outlook")

    # When

    def _window(self) -> Window:
        now = self._outside.surroundings.now()
        return Window.around(now, 30, self._settings.future_days)

    def _window_inside(self) -> Window:
        """Return the part of the window that no day's turn brings anything into or out of."""
        window = self._window()
        return Window(since=window.since + 2 * _DAY, until=window.until - 2 * _DAY)

    def _in_window(self, one: Met) -> bool:
        spans = [one.view.says.span]
        if one.crm is not None:
            spans.append(one.crm.event.content.span)
        if one.view.says.recurrence is not None:
            return True
        return all(self._window_inside().holds(span) for span in spans)


def _all_slots(entry: Entry) -> set[datetime | None]:
    return set().union(*entry.slots_gone.values())


def _outlook_values(view: EventView) -> dict[str, Any]:
    says = view.says
    return {
        "subject": says.subject.strip(),
        "span": (says.span.start, says.span.end),
        "places": tuple(place.name for place in says.places),
        "show_as": says.show_as,
    }


def _crm_values(kept: KeptEvent) -> dict[str, Any]:
    content = kept.event.content
    return {
        "subject": content.subject.strip(),
        "span": (content.span.start, content.span.end),
        "places": content.places,
        "show_as": content.show_as,
    }


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Violation(otherwise)
