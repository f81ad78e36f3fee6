"""All that may be done in the CRM: its users make events, change them, and change single occurrences."""

from simulator.world.calendar.firm import Firm
from simulator.world.calendar.in_crm.changing import CrmChanging
from simulator.world.calendar.in_crm.making import CrmMaking
from simulator.world.calendar.in_crm.records import CrmRecords
from simulator.world.calendar.in_crm.series import CrmSeries
from simulator.world.calendar.people import Act


class CrmActs:
    """The firm's staff at the CRM's pages, its imports, and other programs."""

    def __init__(self, firm: Firm) -> None:
        self.records = CrmRecords(firm)
        self.making = CrmMaking(firm, self.records)
        self.changing = CrmChanging(firm, self.records)
        self._series = CrmSeries(firm, self.records)

    def all(self) -> tuple[tuple[Act, int], ...]:
        """Return what may be done, and how often each is."""
        return (
            (self.making.an_event_is_made_in_the_crm, 16),
            (self.making.a_series_is_made_in_the_crm, 4),
            (self.making.events_are_imported, 2),
            (self.changing.an_event_is_edited_in_the_crm, 24),
            (self.changing.an_event_is_moved_in_the_crm, 8),
            (self.changing.guests_are_changed_in_the_crm, 5),
            (self.changing.an_event_is_cancelled_in_the_crm, 4),
            (self.changing.an_event_is_deleted_in_the_crm, 4),
            (self.changing.an_event_turns_private_in_the_crm, 2),
            (self.changing.an_answer_is_noted_in_the_crm, 4),
            (self._series.an_occurrence_is_changed_in_the_crm, 6),
            (self._series.an_occurrence_is_cancelled_in_the_crm, 4),
        )
