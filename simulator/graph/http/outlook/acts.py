"""What a person does in the pretend Outlook: each press of a button is one act on the tenant."""

from collections.abc import Callable, Mapping
from typing import Any

from simulator.graph.calendar.events import EventView
from simulator.graph.http.outlook.forms import EventForm, FormRefused
from simulator.graph.http.outlook.week import zone_of
from simulator.graph.mailbox import Mailbox
from simulator.graph.tenant import Tenant
from sync_core.calendar.event import Answer, EventId

_Act = Callable[[Tenant, Mailbox, EventId, EventView, Mapping[str, Any]], None]


def create(tenant: Tenant, box: Mailbox, told: Mapping[str, Any]) -> EventId:
    """Make the event of a form; those it names are invited.

    Raises:
        FormRefused, Refusal: it cannot be made so.
    """
    return tenant.outlook.create(box.id, EventForm(told, zone_of(box)).appointment())


def act(tenant: Tenant, box: Mailbox, event: EventId, told: Mapping[str, Any]) -> None:
    """Do to an event, or to one occurrence, what a form asks.

    Raises:
        FormRefused, Refusal: it is not there, or cannot be done.
    """
    chosen = _ACTS.get(str(told.get("act", "")))
    if chosen is None:
        raise FormRefused("act", f"expected one of {', '.join(_ACTS)}")
    chosen(tenant, box, event, tenant.outlook.look(box.id, event), told)


def _save(
    tenant: Tenant, box: Mailbox, event: EventId, view: EventView, told: Mapping[str, Any]
) -> None:
    form = EventForm(told, zone_of(box))
    fields = form.changes(view.says, is_organiser=view.item.is_organiser)
    if fields:
        tenant.outlook.edit(box.id, event, **fields)


def _answer(answer: Answer) -> _Act:
    def answered(
        tenant: Tenant, box: Mailbox, event: EventId, _: EventView, told: Mapping[str, Any]
    ) -> None:
        tenant.outlook.respond(box.id, event, answer, tells="silent" not in told)

    return answered


_ACTS: dict[str, _Act] = {
    "save": _save,
    "cancel": lambda tenant, box, event, _, __: tenant.outlook.cancel(box.id, event),
    "delete": lambda tenant, box, event, _, __: tenant.outlook.delete(box.id, event),
    "accept": _answer(Answer.ACCEPTED),
    "tentative": _answer(Answer.TENTATIVE),
    "decline": _answer(Answer.DECLINED),
}
