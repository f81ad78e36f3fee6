"""When an event takes place, as a form tells it."""

from datetime import date, timedelta

from admin.form_fields import FormFields
from admin.zones import known_zone
from sync_core import limits
from sync_core.calendar.event import Span

NO_SPAN = Span.of_days(date(2000, 1, 1), date(2000, 1, 2))
"""Stands where the times were not understood: the form is refused before anybody sees it."""
_DAY = timedelta(days=1)


def span_told(form: FormFields) -> Span:
    """Return when it takes place; a wrong field is among the form's problems."""
    zone = known_zone(form.text("zone") or "UTC")
    if zone is None:
        form.wrong("zone", "expected a zone such as Europe/Zurich")
    days = _days(form)
    if days is None:
        return NO_SPAN
    first, last = days
    if form.is_ticked("all_day"):
        return Span.of_days(first, max(last, first) + _DAY)
    start = form.instant("start", first, zone or "UTC")
    end = form.instant("end", last, zone or "UTC")
    if start is None or end is None:
        return NO_SPAN
    if end < start and first <= last:
        form.wrong("end", "expected a time not before the start")
    return Span(start=start, end=end, zone=zone or "UTC")


def _days(form: FormFields) -> tuple[date, date] | None:
    """Return the first and the last day; None where one of them is no day."""
    first = form.day("date")
    last = form.day("end_date") if form.text("end_date") else first
    if first is None or last is None:
        return None
    if last < first:
        form.wrong("end_date", "expected a day not before the first")
    if (last - first).days > limits.EVENT_DAYS_MAX:
        form.wrong("end_date", f"expected at most {limits.EVENT_DAYS_MAX} days")
    return first, last
