from sync_core.mail import Address, Participant, PersonId, PersonRef, Role
from sync_core.matching import addresses_to_ask, relate
from sync_core.policy import PlusTags

ANA = PersonRef(PersonId("p1"), "email")
BEA = PersonRef(PersonId("p2"), "contact_point")


def participant(address: str, role: Role = Role.TO, is_internal: bool = False) -> Participant:
    return Participant(address=Address(address), role=role, is_internal=is_internal)


def test_colleagues_are_never_matched_as_clients() -> None:
    inside = participant("ana@northwind.test", is_internal=True)

    assert addresses_to_ask([inside], PlusTags.IGNORE) == ()
    assert relate([inside], {inside.address: (ANA,)}, PlusTags.IGNORE) == ()


def test_one_message_belongs_to_every_person_in_any_role() -> None:
    told = [participant("a@x.test", Role.FROM), participant("b@x.test", Role.BCC)]
    found = {Address("a@x.test"): (ANA,), Address("b@x.test"): (BEA,)}

    assert [r.person for r in relate(told, found, PlusTags.EXACT)] == ["p1", "p2"]


def test_an_address_of_two_people_links_both_and_says_so() -> None:
    related = relate([participant("a@x.test")], {Address("a@x.test"): (ANA, BEA)}, PlusTags.EXACT)

    assert [(r.person, r.is_ambiguous) for r in related] == [("p1", True), ("p2", True)]


def test_a_person_with_two_addresses_in_a_message_is_related_once() -> None:
    told = [participant("a@x.test"), participant("a2@x.test")]
    related = relate(
        told, {Address("a@x.test"): (ANA,), Address("a2@x.test"): (ANA,)}, PlusTags.EXACT
    )

    assert [(r.person, r.address) for r in related] == [("p1", "a@x.test")]


def test_a_plus_tag_is_looked_up_with_and_without_by_policy() -> None:
    tagged = [participant("ana+news@x.test")]

    assert addresses_to_ask(tagged, PlusTags.EXACT) == ("ana+news@x.test",)
    assert addresses_to_ask(tagged, PlusTags.IGNORE) == ("ana+news@x.test", "ana@x.test")
    assert (
        relate(tagged, {Address("ana@x.test"): (ANA,)}, PlusTags.IGNORE)[0].address == "ana@x.test"
    )


def test_an_address_is_asked_for_once_a_page() -> None:
    assert addresses_to_ask([participant("a@x.test")] * 3, PlusTags.EXACT) == ("a@x.test",)
