"""What the bill needs and this machine cannot measure: stated in one place, each with its reason, and replaceable.

Waits are those of services in the app's own region. The host's own lines and lease renewals are written by
Azure Functions' host, which does not run here.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bench.cost.prices import BadPrices

_Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
_Number = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Stated(BaseModel):
    """Assumptions, each with its reason."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    graph_seconds: _Number = 0.25
    """One request to Microsoft Graph: a page of messages with texts takes some hundreds of milliseconds."""
    crm_seconds: _Number = 0.004
    """One round trip to a PostgreSQL in the same region. A CRM across the Internet takes fifty times as long."""
    storage_seconds: _Number = 0.008
    """One transaction with queues or tables of the same region."""
    instance_mb: _Positive = 2_048
    """Memory of an instance: 512, 2,048 or 4,096."""
    cores: _Positive = 1.0
    """Of such an instance, as fast as one of this machine's: memory and CPU are sold together."""
    always_ready_http: _Number = 1
    """Always ready instances for HTTP, so that the webhook answers Microsoft Graph in time."""
    host_log_lines: _Number = 3
    """What the host writes at level Information about one execution of a function: began, why, ended."""
    host_log_bytes: _Number = 250
    """The text of one such line."""
    log_row_bytes: _Number = 700
    """What Application Insights bills for a line beside its text: times, ids, role, version, category."""
    request_row_bytes: _Number = 1_000
    """The row of its own that each execution has; host.json never samples it away."""
    timer_blob_operations: _Number = 3
    """One tick of a timer: its status read and written, its lease looked at."""
    lease_blob_operations_minute: _Number = 1
    """Renewals of one timer's lease, so that one instance alone runs it."""
    polls_second: _Number = 0.5
    """How often an idle queue is asked (host.json: maxPollingInterval of two seconds), by host or scale controller."""
    mails_day: _Number = 60
    """Arriving in and sent from one mailbox on a working day."""
    workdays_month: _Number = 22
    hours_month: _Positive = 730
    sweep_minutes: _Positive = 60
    """The policy's schedule.sweep_minutes: each mailbox is looked at and compared this often."""
    look_minutes: _Positive = 30
    """Calendars and contacts are looked at this often, whatever happened (limits.LOOK_SECONDS; where a direction is
    periodic, the policy's calendar.schedule.every_minutes)."""
    calendar_events: _Number = 300
    """In the window of one calendar: compared whole once a day."""
    contacts: _Number = 300
    """In one contact folder: compared whole once a day."""
    schedules: Mapping[str, str] = {}
    """When a timer ticks (NCRONTAB), by its function's name, where it is not the default."""
    calendar_changes_month: _Number = 40
    """Events made or changed in one calendar, on either side."""
    contact_changes_month: _Number = 10
    firms: tuple[Annotated[int, Field(gt=0)], ...] = (10, 100, 1_000, 10_000)
    """Mailboxes of the firms whose month is told."""


def read_stated(told: Mapping[str, Any]) -> Stated:
    """Return the assumptions with some replaced.

    Raises:
        BadPrices: names the field and what was expected.
    """
    try:
        return Stated.model_validate(told)
    except ValidationError as bad:
        errors = bad.errors(include_input=False)
        raise BadPrices(
            "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in errors)
        ) from None
