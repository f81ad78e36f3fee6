"""The five products' stated behaviour, walked rule by rule under the preset of each.

Each test says which numbers of the facts (features §1) it walks; the last one that none was left out.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest

from sync_core.calendar.event import (
    Answer,
    CrmEvent,
    OutlookEvent,
    Privacy,
    Shape,
    ShowAs,
)
from sync_core.calendar.fields import digests
from sync_core.calendar.judged import Judge, Judged
from sync_core.calendar.judging import judge
from sync_core.calendar.mailing import may_invite
from sync_core.calendar.opening import opening
from sync_core.calendar.policy import CalendarPolicy
from sync_core.calendar.projection import project
from sync_core.calendar.reasons import EventReason
from sync_core.calendar.rooms import places_as_resources
from sync_core.calendar.rules import CalendarRules
from sync_core.calendar.screening import screen_crm, screen_outlook
from sync_core.calendar.twins import Twin
from sync_core.mail import Address
from sync_core.policy import Policy
from sync_core.presets import PRESETS
from sync_core.reconcile.brakes import Brake, Thresholds, brakes_on
from sync_core.reconcile.decide import Move, Reconciliation
from sync_core.reconcile.gates import Gates
from sync_core.reconcile.pairs import Pair, PairKey, PairState
from sync_core.reconcile.plan import Action, Fingerprint, Plan, Why, Withheld
from sync_core.reconcile.sides import Side
from sync_core.ticking import due_age
from tests.sync_core.calendar.making import (
    ANA,
    BO,
    CY,
    DAY,
    EVE,
    HOUR,
    KNOWN,
    NOW,
    ZED,
    crm,
    crm_copy,
    in_other_calendar,
    outlook,
    rules,
    span,
)
from tests.sync_core.making import DIGESTER

KEY = PairKey("k1")
Test = TypeVar("Test")
walked: dict[str, set[int]] = defaultdict(set)


def walks(preset: str, *numbers: int) -> Callable[[Test], Test]:
    """Note which stated behaviours of a preset a test walks."""
    walked[preset].update(numbers)
    return lambda test: test


def under(preset: str) -> CalendarRules:
    """Return the rules of bo's mailbox under a preset."""
    return rules(**PRESETS[preset].document["calendar"])


def policy(preset: str) -> CalendarPolicy:
    return Policy.parse(PRESETS[preset].document).calendar


def judged(
    preset: str,
    here: OutlookEvent | None,
    there: CrmEvent | None,
    *,
    before: OutlookEvent | None = None,
    now_newer: Side = Side.OUTLOOK,
) -> Judged:
    """Return what becomes of twins under a preset; `before`: what both last agreed on."""
    by = under(preset)
    at = {side: NOW + timedelta(minutes=side is now_newer) for side in Side}
    pair = None
    if before is not None:
        agreed = digests(project(before.content, by, KNOWN, organiser=BO).content, DIGESTER)
        pair = Pair(key=KEY, state=PairState.LINKED, outlook="e1", crm="c1").agreed(agreed, agreed)
    twin = Twin(
        key=KEY,
        pair=pair,
        outlook=replace(here, modified_at=at[Side.OUTLOOK]) if here else None,
        crm=replace(there, modified_at=at[Side.CRM]) if there else None,
    )
    deletions = by.policy.deletions
    reconciliation = Reconciliation(
        winner=by.policy.winner,
        edit_survives=deletions.edit_survives,
        on_delete={Side.OUTLOOK: deletions.in_outlook, Side.CRM: deletions.in_crm},
    )
    return judge(
        twin,
        Judge(
            rules=by,
            known=KNOWN,
            reconciliation=reconciliation,
            gates=Gates(direction=by.policy.direction),
            digester=DIGESTER,
            now=NOW,
            is_first_run=False,
        ),
    )


def done(one: Judged) -> set[tuple[Side, Move, tuple[str, ...]]]:
    """Return what is to be done: where, what, and which fields of an update."""
    return {
        (a.side, a.move, a.fields if a.move is Move.UPDATE else ())
        for a in one.actions
        if a.withheld is None
    }


def held_back(one: Judged) -> set[Withheld | None]:
    return {a.withheld for a in one.actions}


def of_outlook(preset: str, event: OutlookEvent, *, is_linked: bool = False) -> EventReason | None:
    return screen_outlook(event, under(preset), KNOWN, is_linked=is_linked, now=NOW)


def of_crm(preset: str, event: CrmEvent) -> EventReason | None:
    return screen_crm(event, under(preset), KNOWN, is_linked=False)


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_a_whole_policy_of_its_own(name: str) -> None:
    preset = PRESETS[name]

    assert Policy.parse(preset.document).calendar.enabled is (name != "practifi_email")
    assert preset.text.endswith(".")


@pytest.mark.parametrize("name", PRESETS)
def test_no_preset_loosens_a_brake(name: str) -> None:
    ours, theirs = CalendarPolicy(), policy(name)

    assert theirs.brakes.changes <= ours.brakes.changes
    assert theirs.brakes.deletes <= ours.brakes.deletes
    assert theirs.brakes.invitation_fuse <= ours.brakes.invitation_fuse
    assert theirs.brakes.preview_first


# Practifi, calendar


@walks("practifi_calendar", 1, 22)
def test_practifi_copies_both_ways() -> None:
    base = outlook()
    from_crm = judged("practifi_calendar", base, crm_copy(subject="Renamed"), before=base)
    to_crm = judged("practifi_calendar", outlook(subject="Renamed"), crm_copy(), before=base)

    assert done(from_crm) == {(Side.OUTLOOK, Move.UPDATE, ("subject",))}
    assert done(to_crm) == {(Side.CRM, Move.UPDATE, ("subject",))}


@walks("practifi_calendar", 23)
def test_practifi_lets_microsoft_365_win_a_tie() -> None:
    one = judged(
        "practifi_calendar",
        outlook(subject="Theirs"),
        crm_copy(subject="Ours"),
        before=outlook(),
        now_newer=Side.CRM,
    )

    assert done(one) == {(Side.CRM, Move.UPDATE, ("subject",))}
    assert [x.field for a in one.actions for x in a.lost] == ["subject"]


@walks("practifi_calendar", 17, 18, 24)
def test_practifi_leaves_out_internal_and_unmatched_events() -> None:
    assert of_outlook("practifi_calendar", outlook(CY)) is EventReason.INTERNAL
    assert of_crm("practifi_calendar", crm(CY)) is EventReason.INTERNAL
    assert of_outlook("practifi_calendar", outlook(ZED)) is EventReason.UNMATCHED
    assert of_outlook("practifi_calendar", outlook(ANA, CY)) is None


@walks("practifi_calendar", 21, 35)
def test_practifi_syncs_private_events_both_ways_without_attendees() -> None:
    private = outlook(ANA, privacy=Privacy.PRIVATE)
    shown = project(private.content, under("practifi_calendar"), KNOWN, organiser=BO).content

    assert of_outlook("practifi_calendar", private) is None
    assert of_crm("practifi_calendar", crm(privacy=Privacy.PRIVATE)) is None
    assert (shown.subject, shown.attendees) == (private.content.subject, ())


@walks("practifi_calendar", 33, 34)
def test_practifi_keeps_the_first_fifty_attendees_in_alphabetical_order() -> None:
    guests = [Address(f"g{n:02}@client.test") for n in range(63)]
    event = outlook(*reversed(guests))
    view = project(event.content, under("practifi_calendar"), KNOWN, organiser=BO)

    assert [a.address for a in view.content.attendees] == guests[:50]
    assert view.attendees_total == 63


@walks("practifi_calendar", 26, 27, 28)
def test_practifi_takes_a_location_for_the_resource_of_the_same_unique_name() -> None:
    assert policy("practifi_calendar").rooms
    rooms = places_as_resources(("Oak Room", "Elm Room", "Ash Room"), KNOWN)

    assert (rooms.resources, rooms.clashes, rooms.unknown) == (
        ("r-oak",),
        ("Elm Room",),
        ("Ash Room",),
    )


@walks("practifi_calendar", 19, 20)
def test_practifi_deletes_in_outlook_and_keeps_in_the_crm_as_the_system_of_record() -> None:
    base = outlook()
    gone_in_crm = judged("practifi_calendar", base, None, before=base)
    gone_in_outlook = judged("practifi_calendar", None, crm_copy(), before=base)

    assert done(gone_in_crm) == {(Side.OUTLOOK, Move.DELETE, ())}
    assert done(gone_in_outlook) == set()


@walks("practifi_calendar", 14, 15)
def test_practifi_invites_from_the_primary_mailbox_alone() -> None:
    by = under("practifi_calendar")
    second = replace(by, is_primary=False)
    one = judged("practifi_calendar", None, crm(ANA, EVE, CY))

    assert done(one) == {(Side.OUTLOOK, Move.CREATE, ())}
    assert [a.mails_outside for a in one.actions] == [2]
    assert screen_crm(crm(), second, KNOWN, is_linked=False) is EventReason.OTHER_MAILBOX
    event = crm()
    assert may_invite(by, is_first_run=False, origin=event.origin, content=event.content, now=NOW)


@walks("practifi_calendar", 181)
def test_practifi_brings_the_crms_events_over_at_once_and_outlooks_by_schedule() -> None:
    just_read = dict.fromkeys(Side, NOW - timedelta(minutes=1))
    now = opening(policy("practifi_calendar"), just_read, "UTC", NOW, is_asked=False)

    assert now.reads == {Side.CRM}


# LinkPoint


@walks("linkpoint", 43, 73)
def test_linkpoint_copies_both_ways_and_the_most_recently_updated_wins() -> None:
    for newer in Side:
        one = judged(
            "linkpoint",
            outlook(subject="Theirs"),
            crm_copy(subject="Ours"),
            before=outlook(),
            now_newer=newer,
        )
        assert done(one) == {(newer.other, Move.UPDATE, ("subject",))}


@walks("linkpoint", 47)
def test_linkpoint_syncs_all_items_of_both_calendars() -> None:
    for event in (
        outlook(CY),
        outlook(ZED),
        outlook(attendees=()),
        outlook(show_as=ShowAs.FREE),
        outlook(shape=Shape.OCCURRENCE),
        outlook(answer=Answer.DECLINED, is_organiser=False, organiser=ANA),
    ):
        assert of_outlook("linkpoint", event) is None
    assert of_crm("linkpoint", crm(CY)) is None


@walks("linkpoint", 48, 56)
def test_linkpoint_leaves_out_private_items_also_of_a_shared_calendar() -> None:
    private = outlook(privacy=Privacy.PRIVATE)
    shared = in_other_calendar(under("linkpoint"))

    assert of_outlook("linkpoint", private) is EventReason.PRIVATE
    assert of_crm("linkpoint", crm(privacy=Privacy.PRIVATE)) is EventReason.PRIVATE
    assert screen_outlook(private, shared, KNOWN, is_linked=False, now=NOW) is EventReason.PRIVATE
    assert screen_outlook(outlook(), shared, KNOWN, is_linked=False, now=NOW) is None


@walks("linkpoint", 49, 50, 51, 52)
def test_linkpoint_syncs_a_month_back_and_a_year_ahead_and_touches_nothing_outside() -> None:
    for days, is_in in ((-29, True), (364, True), (-32, False), (367, False)):
        when = span(NOW + days * DAY)
        expected = None if is_in else EventReason.OUTSIDE_WINDOW
        assert of_outlook("linkpoint", outlook(span=when)) is expected
    outside = outlook(span=span(NOW - 40 * DAY))
    edited = replace(outside, content=replace(outside.content, subject="Renamed"))
    one = judged("linkpoint", edited, crm_copy(span=outside.content.span), before=outside)
    assert (one.reason, one.actions) == (EventReason.OUTSIDE_WINDOW, ())


@walks("linkpoint", 58)
def test_linkpoint_asks_for_no_relation() -> None:
    assert of_crm("linkpoint", crm(is_related=False)) is None


@walks("linkpoint", 53)
def test_linkpoint_has_a_first_run_reviewed_before_it_takes_effect() -> None:
    assert _brakes("linkpoint", 1, is_first_run=True) == (Brake.FIRST_RUN,)


@walks("linkpoint", 74, 75)
def test_linkpoint_protects_a_formatted_text_while_date_and_time_still_update() -> None:
    base = outlook(body_is_rich=True)
    edited = crm_copy(body="Plain", span=span(NOW + 2 * DAY))
    one = judged("linkpoint", base, edited, before=base, now_newer=Side.CRM)

    assert done(one) == {(Side.OUTLOOK, Move.UPDATE, ("span",))}
    assert held_back(one) == {None, Withheld.RICH_BODY}


@walks("linkpoint", 42, 66)
def test_linkpoint_runs_both_ways_by_itself_at_its_frequency() -> None:
    by = policy("linkpoint")
    due = due_age(timedelta(minutes=by.schedule.every_minutes))
    for ago, reads in ((due - HOUR / 60, frozenset()), (due, frozenset(Side))):
        read_at = dict.fromkeys(Side, NOW - ago)
        assert opening(by, read_at, "UTC", NOW, is_asked=False).reads == reads


# InterAction


@walks("interaction", 123, 136)
def test_interaction_copies_to_the_crm_only_whose_copy_is_read_only() -> None:
    base = outlook(categories=("CRM",))
    edited_in_crm = judged("interaction", base, crm_copy(subject="Ours"), before=base)
    made_in_crm = judged("interaction", None, crm())

    assert done(edited_in_crm) == done(made_in_crm) == set()
    assert held_back(edited_in_crm) == held_back(made_in_crm) == {Withheld.DIRECTION}


@walks("interaction", 153)
def test_interaction_keeps_no_calendar_of_a_user_without_contacts() -> None:
    assert policy("interaction").only_with_contacts


@walks("interaction", 130, 131, 132, 156)
def test_interaction_takes_only_single_coming_events_that_their_owner_chose() -> None:
    past = span(NOW - DAY)

    assert of_outlook("interaction", outlook()) is EventReason.NOT_CHOSEN
    assert of_outlook("interaction", outlook(ZED, categories=("CRM",))) is None
    assert of_outlook("interaction", outlook(CY, categories=("CRM",))) is None
    assert of_outlook("interaction", outlook(categories=("CRM",), span=past)) is EventReason.PAST
    occurrence = outlook(categories=("CRM",), shape=Shape.OCCURRENCE)
    assert of_outlook("interaction", occurrence) is EventReason.RECURRING
    private = outlook(categories=("CRM",), privacy=Privacy.PRIVATE)
    assert of_outlook("interaction", private) is None


@walks("interaction", 133, 134)
def test_interaction_carries_known_attendees_and_offers_the_others_to_be_made() -> None:
    event = outlook(ANA, ZED, categories=("CRM",))
    view = project(event.content, under("interaction"), KNOWN, organiser=BO)

    assert [a.address for a in view.content.attendees] == [ANA]
    assert [a.address for a in view.unknown] == [ZED]


@walks("interaction", 135)
def test_interaction_follows_later_changes_also_once_the_event_is_past() -> None:
    """Number 135 is of the engine, whatever the policy: what was chosen once stays in step."""
    base = outlook(categories=("CRM",), span=span(NOW - DAY))
    moved = outlook(categories=("CRM",), span=span(NOW - 2 * DAY), places=("Elm Room",))
    one = judged("interaction", moved, crm_copy(span=base.content.span), before=base)

    assert done(one) == {(Side.CRM, Move.UPDATE, ("span", "places"))}


@walks("interaction", 139)
def test_interaction_marks_cancelled_in_the_crm_what_was_deleted_in_outlook() -> None:
    one = judged("interaction", None, crm_copy(), before=outlook())

    assert done(one) == {(Side.CRM, Move.CANCEL, ())}


@walks("interaction", 140, 160)
def test_interaction_runs_on_a_recurring_schedule_one_way() -> None:
    by = policy("interaction")
    long_ago = dict.fromkeys(Side, NOW - DAY)

    assert opening(by, long_ago, "UTC", NOW, is_asked=False).reads == {Side.OUTLOOK}


# PracticeMaster


@walks("practicemaster", 161, 162)
def test_practicemaster_lets_an_outlook_edit_of_a_crm_item_flow_back() -> None:
    base = outlook(attendees=())
    made_in_crm = crm(attendees=())
    moved = outlook(attendees=(), span=span(NOW + 2 * DAY))
    back = judged("practicemaster", moved, made_in_crm, before=base)
    there = judged("practicemaster", base, crm(attendees=(), subject="Ours"), before=base)

    assert done(back) == {(Side.CRM, Move.UPDATE, ("span",))}
    assert done(there) == {(Side.OUTLOOK, Move.UPDATE, ("subject",))}


@walks("practicemaster", 163, 164)
def test_practicemaster_syncs_at_once_both_ways() -> None:
    just_read = dict.fromkeys(Side, NOW)

    assert opening(
        policy("practicemaster"), just_read, "UTC", NOW, is_asked=False
    ).reads == frozenset(Side)


@walks("practicemaster", 167, 169, 170)
def test_practicemaster_suspends_an_unusually_large_run_until_a_person_confirms_it() -> None:
    most = policy("practicemaster").brakes.changes

    assert _brakes("practicemaster", most) == ()
    assert _brakes("practicemaster", most + 1) == (Brake.TOO_MANY_CHANGES,)


def _brakes(preset: str, number: int, *, is_first_run: bool = False) -> tuple[Brake, ...]:
    """Return what stops a run of so many changes in a mailbox of ten thousand events."""
    brakes = policy(preset).brakes
    thresholds = Thresholds(
        changes_max=brakes.changes,
        deletes_max=brakes.deletes,
        share_max=brakes.share,
        outside_people_max=brakes.invitation_fuse,
        approves_first_run=brakes.preview_first,
    )
    actions = tuple(
        Action(
            key=PairKey(f"k{n}"),
            side=Side.CRM,
            move=Move.UPDATE,
            why=Why.CHANGED,
            fingerprint=Fingerprint(f"f{n}"),
        )
        for n in range(number)
    )
    plan = Plan(actions=actions, known=10_000)
    return brakes_on(plan, thresholds, (), is_first_run=is_first_run, is_side_empty=False)


# Practifi, e-mail


@walks("practifi_email", 91, 92, 93, 98, 113, 115, 116)
def test_practifi_email_captures_six_months_of_mail_scored_and_scanned_and_no_calendar() -> None:
    whole = Policy.parse(PRESETS["practifi_email"].document)

    assert not whole.calendar.enabled
    assert whole.mail.history.months == 6
    matching = whole.mail.matching
    assert (matching.email, matching.alternate, matching.contact_points) == (True, True, True)
    assert (whole.mail.sentiment.engine, whole.mail.risk.lexicon) == ("azure", "ey_fbi_top10")
    assert whole.mail.sentiment.inbound_only


@pytest.mark.parametrize("name", PRESETS)
def test_every_behaviour_that_a_preset_claims_is_walked(name: str) -> None:
    realised = PRESETS[name].realises("calendar", "mail")
    assert realised
    assert realised <= walked[name]
