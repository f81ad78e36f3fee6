"""An event as a form or a program tells it, checked field by field."""

from collections.abc import Sequence
from typing import TypeVar

from admin.event_guests import changed_guests, guests_told
from admin.event_rule import rule_told
from admin.event_span import span_told
from admin.form_fields import FormFields
from admin.web import Fields
from flows.ports.calendar_desk import EventEdit, Meeting, NewEvent
from sync_core import limits
from sync_core.calendar.event import Privacy, ShowAs, Span
from sync_core.mail import CrmUserId, PersonId

AS_IT_IS = "as_it_is"
"""The choice that leaves a rule as it is, whatever it says."""
_SHOWN = {kind.value: kind for kind in ShowAs}
Value = TypeVar("Value")


class EventForm:
    """The fields as sent; each is read once, and what is wrong with them is told together."""

    def __init__(self, fields: Fields) -> None:
        self._form = FormFields(fields)

    def new_event(self, owner: CrmUserId) -> NewEvent:
        """Return the event that the form describes.

        Raises:
            Refused: fields hold something else than expected; names each.
        """
        span = span_told(self._form)
        event = NewEvent(
            owner=owner,
            subject=self._subject(),
            span=span,
            places=self._places(()),
            guests=guests_told(self._form, ()),
            people=tuple(PersonId(p) for p in self._form.several("person") if p),
            body=self._body(),
            privacy=self._privacy(),
            show_as=self._form.choice("show_as", _SHOWN, ShowAs.BUSY),
            rule=rule_told(self._form, span),
        )
        self._form.or_refuse()
        return event

    def edit(self, meeting: Meeting) -> EventEdit:
        """Return what the form changes of a meeting; what it leaves equal is not among it.

        Raises:
            Refused: fields hold something else than expected; names each.
        """
        was = meeting.event.content
        told = EventEdit(
            subject=_changed(self._subject(), was.subject),
            places=_changed(self._places(was.places), was.places),
            guests=changed_guests(self._form, meeting),
            body=_changed(self._body(), was.body),
            privacy=_changed(self._privacy(), was.privacy),
            show_as=_changed(self._form.choice("show_as", _SHOWN, was.show_as), was.show_as),
            rule=self._changed_rule(meeting),
        )
        self._form.or_refuse()
        return told

    def span(self) -> Span:
        """Return when it takes place.

        Raises:
            Refused: fields hold something else than expected; names each.
        """
        span = span_told(self._form)
        self._form.or_refuse()
        return span

    def _subject(self) -> str:
        return self._form.line("subject", limits.SUBJECT_CHARACTERS_MAX)

    def _body(self) -> str:
        return self._form.text("body").replace("\r\n", "\n")

    def _privacy(self) -> Privacy:
        return Privacy.PRIVATE if self._form.is_ticked("private") else Privacy.NORMAL

    def _places(self, before: Sequence[str]) -> tuple[str, ...]:
        text = self._form.line("place", limits.SUBJECT_CHARACTERS_MAX)
        if text == joined(before):
            return tuple(before)
        return tuple(dict.fromkeys(p.strip() for p in text.split(";") if p.strip()))

    def _changed_rule(self, meeting: Meeting) -> str | None:
        """Return how it repeats from now on; None where the form leaves that alone."""
        if meeting.slot is not None or meeting.event.series or not self._form.several("repeats"):
            return None
        if self._form.text("repeats") == AS_IT_IS:
            return None
        was = meeting.event.content.recurrence
        told = rule_told(self._form, meeting.event.content.span)
        return _changed(told, was.rule if was else "")


def joined(places: Sequence[str]) -> str:
    """Return places as the one field of a form holds them."""
    return "; ".join(" ".join(place.split()) for place in places)


def _changed(now: Value, was: Value) -> Value | None:
    return None if now == was else now
