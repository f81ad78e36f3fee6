"""Each planted bug is noticed by a seed; one that survives means that the world is blind there."""

import pytest

from simulator.world.command import live
from simulator.world.planted import PLANTS, planted
from simulator.world.world import World

KILLED_LATELY: dict[str, tuple[int, ...]] = {
    "cursor-first": (0,),
    "sweep-cursor-first": (76, 21),
    "no-lease": (0,),
    "no-fence": (19, 38),
    "no-unique-key": (0,),
    "reused-id-is-the-same": (0,),
    "subject-in-run-record": (0,),
    "text-in-poison": (70, 79),
    "address-in-logs": (0,),
    "seen-forgotten": (0,),
    "retry-dropped": (8,),
    "lost-cursor-is-done": (57,),
    "moves-ignored": (1,),
    "dirty-ignored": (15, 23, 39),
    "too-eager": (0,),
    "waits-for-ever": (0,),
    "first-address-only": (0,),
    "tally-counted-twice": (3,),
    "folders-skipped": (6,),
    "ends-at-empty-page": (41,),
    "from-and-to-only": (0,),
    "latest-by-arrival": (0,),
    "copies-dropped": (0,),
    "private-captured": (1,),
    "pending-for-ever": (22, 25),
    "no-intent": (0,),
    "calendar-cursor-first": (0,),
    "absence-is-deletion": (0,),
    "first-run-invites": (0,),
    "calendar-gates-open": (18, 74),
    "private-shown": (1, 4, 5),
    "base-ignored": (0,),
    "series-not-reread": (2, 4, 9),
    "subject-in-logs": (0,),
    "subject-in-held-plan": (1,),
    "name-not-written": (21,),
    "event-key-twice": (81, 69),
    "no-if-match": (11,),
    "crm-version-ignored": (1, 6, 14),
    "stamp-not-sought": (1,),
    "everything-approved": (34, 29, 21),
    "not-redacted": (36, 63),
    "slots-forgotten": (30,),
    "contact-stamp-not-sought": (21, 40),
    "guard-ignored": (76, 31),
    "backup-ignored": (70, 94),
    "contact-etag-ignored": (1, 0),
    "private-rises": (4, 5),
    "overflow-dropped": (11, 26),
    "stale-answers-taken": (0, 1, 3),
    "fan-out-forgotten": (4, 7, 8, 2),
    "heeded-too-early": (0,),
    "contact-no-intent": (0,),
    "contacts-cursor-first": (0,),
    "contact-absence-is-deletion": (0,),
    "phone-in-logs": (0,),
    "contact-base-ignored": (1,),
    "own-notes-shared": (5,),
    "contact-key-twice": (1,),
}
"""The seeds that killed each plant when they were last looked for, the quickest first."""
SEEDS_BESIDES = 12
"""So many others are lived where none of those kills any more: a life changes with the engine that lives it.
Where these do not either, `python -m simulator world --plants` looks for longer."""

pytestmark = pytest.mark.slow


def test_of_every_plant_it_is_known_who_kills_it() -> None:
    assert sorted(KILLED_LATELY) == sorted(PLANTS)


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_bug_is_killed_by_a_seed(name: str) -> None:
    seeds = dict.fromkeys((*KILLED_LATELY[name], *range(SEEDS_BESIDES)))
    killed = any(live(seed, name).problem for seed in seeds)
    assert killed, f"{name} survives the seeds {list(seeds)}"


@pytest.mark.parametrize("name", PLANTS)
def test_a_plant_is_taken_out_again(name: str) -> None:
    plant = PLANTS[name]
    sound = vars(plant.owner)[plant.attribute]
    with planted(name):
        assert vars(plant.owner)[plant.attribute] is not sound
    assert vars(plant.owner)[plant.attribute] is sound


def test_the_seed_that_kills_the_first_plant_holds_without_it() -> None:
    World(0).live()
