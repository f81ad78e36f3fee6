"""What holds for any event: projecting twice is once, and equal projections never make a change."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from sync_core.calendar.event import (
    Answer,
    Attendee,
    AttendeeKind,
    Content,
    Privacy,
    Recurrence,
    ShowAs,
)
from sync_core.calendar.fields import digests
from sync_core.calendar.gating import writable
from sync_core.calendar.mailing import mailed
from sync_core.calendar.projection import for_outlook, one_way_fields, project
from sync_core.calendar.rules import CalendarRules
from sync_core.mail import Address
from sync_core.reconcile.decide import Move, Outcome, Reconciliation, Shown, Winner, decide
from sync_core.reconcile.pairs import Pair, PairKey, PairState
from sync_core.reconcile.sides import Side
from tests.sync_core.calendar.making import (
    ANA,
    BO,
    CY,
    DAY,
    DI,
    EVE,
    KNOWN,
    NOW,
    ROOM,
    ZED,
    crm,
    in_other_calendar,
    outlook,
    rules,
    span,
)
from tests.sync_core.making import DIGESTER

_ATTENDEES = st.builds(
    Attendee,
    address=st.sampled_from([ANA, BO, CY, DI, EVE, ZED, ROOM, Address("ana+x@client.test")]),
    name=st.sampled_from(["", "Oak Room", "Elm Room"]),
    kind=st.sampled_from(AttendeeKind),
    answer=st.sampled_from(Answer),
)
_CONTENTS = st.builds(
    Content,
    subject=st.sampled_from(["", "Review", " Review\r\n", "Grüße 🎉"]),
    span=st.sampled_from([span(), span(NOW - DAY), span(NOW + 2 * DAY)]),
    places=st.sampled_from([(), ("Oak Room",), ("Oak Room", "Elm Room")]),
    attendees=st.lists(_ATTENDEES, max_size=6).map(tuple),
    body=st.sampled_from(["", "Agenda", "Agenda\r\n\r\nMore  "]),
    privacy=st.sampled_from(Privacy),
    show_as=st.sampled_from(ShowAs),
    is_cancelled=st.booleans(),
    recurrence=st.sampled_from([None, Recurrence(rule="FREQ=WEEKLY")]),
)


@st.composite
def _rules(draw: st.DrawFn) -> CalendarRules:
    by = rules(
        private=draw(st.sampled_from(["skip", "busy_only", "without_attendees", "full"])),
        attendees={"maximum": draw(st.integers(1, 4)), "known_only": draw(st.booleans())},
        body=draw(st.sampled_from(["sync", "leave_out"])),
    )
    return in_other_calendar(by) if draw(st.booleans()) else by


@st.composite
def _reconciliations(draw: st.DrawFn) -> Reconciliation:
    return Reconciliation(winner=draw(st.sampled_from(Winner)))


def _shown(content: Content, by: CalendarRules) -> Shown:
    projected = project(content, by, KNOWN, organiser=BO).content
    return Shown(digests=digests(projected, DIGESTER), modified_at=NOW)


def _decided(
    here: Content, there: Content, by: CalendarRules, rule: Reconciliation, pair: Pair | None = None
) -> Outcome:
    rule = replace(rule, one_way=one_way_fields(here, by))
    return decide(_shown(here, by), _shown(there, by), pair, rule)


@given(_CONTENTS, _rules())
def test_projecting_twice_is_projecting_once(content: Content, by: CalendarRules) -> None:
    once = project(content, by, KNOWN, organiser=BO).content

    assert project(once, by, KNOWN, organiser=BO).content == once


@given(_CONTENTS, _rules())
def test_a_projection_counts_exactly_whom_it_leaves_out(
    content: Content, by: CalendarRules
) -> None:
    projection = project(content, by, KNOWN, organiser=BO)
    listed = {a.address for a in content.attendees} - {BO}
    is_cut = projection.attendees_total > len(projection.content.attendees)

    assert projection.attendees_total in (0, len(listed))
    assert "attendees" in projection.hidden or not is_cut
    assert len(projection.unknown) + len(projection.content.attendees) <= len(listed)


@given(_CONTENTS, _rules(), _reconciliations(), st.randoms(use_true_random=False))
def test_the_order_of_attendees_makes_no_change(
    content: Content, by: CalendarRules, rule: Reconciliation, random: Sequence[object]
) -> None:
    shuffled = list(content.attendees)
    random.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis gives a random.Random
    there = replace(content, attendees=tuple(shuffled))

    assert project(there, by, KNOWN, organiser=BO) == project(content, by, KNOWN, organiser=BO)
    assert _decided(content, there, by, rule).changes == ()


@given(_CONTENTS, _rules(), _reconciliations())
def test_what_the_crm_was_given_never_comes_back_as_a_change(
    content: Content, by: CalendarRules, rule: Reconciliation
) -> None:
    """Found without a base it is linked, with one it is left alone: cut, redacted or neither."""
    given_to_crm = project(content, by, KNOWN, organiser=BO).content
    here, there = _shown(content, by).digests, _shown(given_to_crm, by).digests
    pair = Pair(key=PairKey("k"), state=PairState.LINKED).agreed(here, there)

    assert _decided(content, given_to_crm, by, rule).changes == ()
    assert _decided(content, given_to_crm, by, rule, pair).changes == ()


@given(_CONTENTS, _rules(), _rules(), _reconciliations())
def test_another_policy_rewrites_nothing_of_an_event_whose_copies_are_equal(
    content: Content, before: CalendarRules, after: CalendarRules, rule: Reconciliation
) -> None:
    there = replace(content, attendees=content.attendees[::-1])
    pair = Pair(key=PairKey("k"), state=PairState.LINKED).agreed(
        _shown(content, before).digests, _shown(there, before).digests
    )

    assert _decided(content, there, after, rule, pair).changes == ()


@given(_CONTENTS, _CONTENTS, _reconciliations(), st.sampled_from(["busy_only", "skip"]))
def test_an_event_that_turns_private_is_redacted_in_the_crm_whoever_wins_and_whatever_was_edited(
    before: Content, edited: Content, rule: Reconciliation, how: str
) -> None:
    by = rules(private=how)
    public = replace(before, privacy=Privacy.NORMAL)
    edited = replace(edited, privacy=Privacy.NORMAL)
    base = _shown(public, by).digests
    pair = Pair(key=PairKey("k"), state=PairState.LINKED).agreed(base, base)
    turned = replace(public, privacy=Privacy.PRIVATE)
    outcome = _decided(turned, edited, by, rule, pair)

    told = _shown(turned, by).digests
    held = dict(_shown(edited, by).digests)
    for change in outcome.changes:
        if change.side is Side.CRM:
            held |= {name: told[name] for name in change.fields}
        else:
            assert not set(change.fields) & {"subject", "places", "body", "attendees"}
    for name in ("subject", "places", "body", "attendees"):
        if base[name] != told[name]:
            assert held[name] == told[name]


_TWICE = (Attendee(address=ANA), Attendee(address=ANA, kind=AttendeeKind.OPTIONAL))
"""In the CRM in two roles: what would be written is the weightier one, whichever is told last."""


@given(_CONTENTS, _CONTENTS, _rules())
@example(
    Content(subject="Review", span=span(), attendees=_TWICE[1:]),
    Content(subject="Review", span=span(), attendees=_TWICE),
    rules(),
)
def test_no_rule_lets_a_field_through_that_mails_about_what_is_over(
    here: Content, there: Content, by: CalendarRules
) -> None:
    over = span(NOW - DAY)
    event = replace(outlook(), content=replace(here, span=over, recurrence=None))
    twin = replace(crm(), content=replace(there, span=over, recurrence=None))
    names = frozenset(digests(here, DIGESTER))
    allowed, _ = writable(names, event, twin, by, NOW, frozenset())

    assert mailed(event, for_outlook(twin.content, event), allowed, Move.UPDATE) == ()
