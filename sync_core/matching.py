"""Which people a message belongs to: every outside address, in any role, by the fields the policy names."""

from collections.abc import Iterable, Mapping

from sync_core.addresses import without_tag
from sync_core.mail import Address, Participant, PersonId, PersonRef, Relation
from sync_core.policy import PlusTags

Found = Mapping[Address, tuple[PersonRef, ...]]
"""The CRM's answer: who has which address."""


def asked_of(participant: Participant, plus_tags: PlusTags) -> tuple[Address, ...]:
    """Return the addresses under which the CRM may know a participant; none for colleagues."""
    if participant.is_internal:
        return ()
    return spellings(participant.address, plus_tags)


def spellings(address: Address, plus_tags: PlusTags) -> tuple[Address, ...]:
    """Return the spellings under which the CRM may know an address: as it is, and without its plus-tag."""
    plain = without_tag(address) if plus_tags is PlusTags.IGNORE else address
    return (address,) if plain == address else (address, plain)


def addresses_to_ask(
    participants: Iterable[Participant], plus_tags: PlusTags
) -> tuple[Address, ...]:
    """Return every address to look up for some messages, each once, in order of appearance."""
    return tuple(dict.fromkeys(a for p in participants for a in asked_of(p, plus_tags)))


def relate(
    participants: Iterable[Participant], found: Found, plus_tags: PlusTags
) -> tuple[Relation, ...]:
    """Return one relation a person; an address of two people links both and says so."""
    relations: dict[PersonId, Relation] = {}
    for participant in participants:
        for address in asked_of(participant, plus_tags):
            people = found.get(address, ())
            for person in people:
                relations.setdefault(
                    person.id,
                    Relation(
                        person=person.id,
                        address=address,
                        matched_by=person.matched_by,
                        is_ambiguous=len(people) > 1,
                    ),
                )
    return tuple(relations.values())
