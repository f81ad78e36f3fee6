"""What administrators may do about contacts, and how often they do each."""

from collections.abc import Callable
from random import Random

from simulator.world.contacts.diary import Diary
from simulator.world.contacts.in_office.asking import Asking
from simulator.world.contacts.in_office.backups import Backups
from simulator.world.contacts.in_office.held_plans import HeldPlans
from simulator.world.contacts.in_office.policy import PolicyChanges
from simulator.world.contacts.in_office.previews import Previews
from simulator.world.contacts.in_office.questions import Questions
from simulator.world.contacts.in_outlook.folders import OutlookFolders
from simulator.world.contacts.people import Colleague
from simulator.world.contacts.rules import ContactSettings
from simulator.world.contacts.verdicts import Verdicts
from simulator.world.outside import Outside

Act = Callable[[], None]
_DAY_SECONDS = 24 * 60 * 60


class OfficeActs:
    """People at the settings and at the console, and a backup service."""

    def __init__(
        self,
        chance: Random,
        outside: Outside,
        diary: Diary,
        staff: list[Colleague],
        settings: ContactSettings,
        folders: OutlookFolders,
        verdicts: Verdicts,
    ) -> None:
        self._chance = chance
        self._outside = outside
        self._previews = Previews(outside, settings, verdicts.marks)
        self.asking = Asking(outside, settings)
        self.policy = PolicyChanges(chance, outside, staff, settings)
        self.plans = HeldPlans(chance, outside, settings, verdicts, self._previews, self.asking)
        self.questions = Questions(chance, outside, settings, verdicts, self.asking)
        self.backups = Backups(chance, outside, diary, staff, settings, folders, verdicts)

    def all(self) -> tuple[tuple[Act, int], ...]:
        """Return what may be done, and how often each is."""
        return (
            (self.policy.an_operation_is_prevented_or_allowed, 2),
            (self.policy.what_rises_is_changed, 2),
            (self.policy.a_mailbox_is_switched, 2),
            (self.policy.a_mailbox_is_primary_or_not, 1),
            (self.plans.a_held_plan_is_answered, 8),
            (self.questions.a_question_is_answered, 10),
            (self._previews.a_preview_is_looked_at, 6),
            (self.days_pass, 1),
            (self.backups.a_folder_is_removed, 1),
            (self.backups.a_backup_is_taken, 2),
            (self.backups.a_backup_is_restored, 2),
            (self.backups.a_list_is_set_back, 1),
        )

    def days_pass(self) -> None:
        """A day or two go by."""
        self._outside.surroundings.advance(self._chance.choice((1, 2)) * _DAY_SECONDS)
