"""The real clock, ids and chance."""

from datetime import UTC

from adapters.surroundings import SystemSurroundings


def test_system_surroundings_give_utc_and_ids_that_differ() -> None:
    surroundings = SystemSurroundings()
    assert surroundings.now().tzinfo is UTC
    ids = {surroundings.new_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(len(one) == 32 and int(one, 16) >= 0 for one in ids)
    assert all(0 <= surroundings.chance() < 1 for _ in range(100))
