"""All that may be done in Outlook: by the staff to their own events, by guests, by other firms."""

from simulator.world.calendar.firm import Firm
from simulator.world.calendar.in_outlook.changing import OutlookChanging
from simulator.world.calendar.in_outlook.events import OutlookEvents
from simulator.world.calendar.in_outlook.guests import Guests
from simulator.world.calendar.in_outlook.making import OutlookMaking
from simulator.world.calendar.in_outlook.other_firms import OtherFirms
from simulator.world.calendar.in_outlook.series import OutlookSeries
from simulator.world.calendar.people import Act


class OutlookActs:
    """Everybody whose acts Outlook sees."""

    def __init__(self, firm: Firm) -> None:
        self.events = OutlookEvents(firm)
        self.making = OutlookMaking(firm)
        self.changing = OutlookChanging(firm, self.events)
        self._series = OutlookSeries(firm, self.events)
        self._guests = Guests(firm)
        self._others = OtherFirms(firm)

    def all(self) -> tuple[tuple[Act, int], ...]:
        """Return what may be done, and how often each is."""
        return (
            (self.making.an_event_is_made, 22),
            (self.making.a_series_is_made, 6),
            (self._others.another_firm_invites, 6),
            (self.changing.an_event_is_edited, 24),
            (self.changing.an_event_is_moved, 10),
            (self.changing.an_event_is_deleted, 6),
            (self.changing.an_event_turns_private, 6),
            (self._guests.an_invitation_is_answered, 8),
            (self.changing.a_draft_is_sent, 2),
            (self._series.an_occurrence_is_edited, 6),
            (self._series.an_occurrence_is_moved, 4),
            (self._series.an_occurrence_is_cancelled, 5),
            (self._series.following_ones_are_changed, 2),
            (self._series.a_series_is_shifted, 2),
            (self._series.a_series_and_a_single_event_change_places, 2),
            (self._others.another_firm_changes_its_meeting, 4),
            (self._others.another_firm_cancels, 2),
            (self._guests.a_copy_is_removed, 1),
        )
