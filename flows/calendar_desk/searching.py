"""Searches over the whole firm: who meets somebody, and who has the most meetings."""

from collections.abc import Iterable, Mapping

from flows.calendar_desk.listing import occurrences
from flows.calendar_desk.store import DeskStore, Tally
from flows.ports.calendar_desk import Encounters, Meeting, MeetingFilter
from sync_core.calendar.event import Answer
from sync_core.calendar.window import Window
from sync_core.mail import CrmUserId


async def encounters(
    store: DeskStore, which: MeetingFilter, window: Window
) -> tuple[Encounters, ...]:
    """Return each user with the number of meetings in a window, most first."""
    tallies = dict(await store.tally(which, window))
    for meeting in await occurrences(store, which, window):
        if meeting.guests or meeting.people:
            _count(tallies, meeting)
    names = {user: member.name for user, member in (await store.users()).items()}
    return tuple(_most_first(tallies, names))


def users_of(meeting: Meeting) -> frozenset[CrmUserId]:
    """Return the users who own or attend a meeting and did not decline it."""
    attending = {g.user for g in meeting.guests if g.answer is not Answer.DECLINED}
    return frozenset(user for user in (meeting.event.owner, *attending) if user is not None)


def _count(tallies: dict[CrmUserId, Tally], meeting: Meeting) -> None:
    start = meeting.span.start
    for user in users_of(meeting):
        held = tallies.get(user, Tally(meetings=0, first=start, last=start))
        tallies[user] = Tally(
            meetings=held.meetings + 1, first=min(held.first, start), last=max(held.last, start)
        )


def _most_first(
    tallies: Mapping[CrmUserId, Tally], names: Mapping[CrmUserId, str]
) -> Iterable[Encounters]:
    order = sorted(tallies.items(), key=lambda t: (-t[1].meetings, names.get(t[0], ""), t[0]))
    for user, tally in order:
        yield Encounters(
            user=user,
            name=names.get(user, ""),
            meetings=tally.meetings,
            first=tally.first,
            last=tally.last,
        )
