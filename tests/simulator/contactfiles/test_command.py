"""`python -m simulator load-contacts`: into a tenant that is served, over its address."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from simulator.__main__ import main
from simulator.contactfiles import load_contacts
from simulator.graph import Serving, Tenant, serve
from simulator.graph.surroundings import SeededSurroundings
from tests.simulator.contactfiles.files import card_text, contact_file

ANA = "ana.lima@northwind.test"
GOOD = card_text("FN:Carla Nunes", "TEL;TYPE=FAX:1", "CLASS:PRIVATE")
GROUP = card_text("FN:Team", "KIND:group")
EMPTY = card_text("REV:1")


@pytest.fixture
def tenant() -> Tenant:
    made = Tenant(SeededSurroundings(3))
    made.add_user("Ana Lima")
    return made


@pytest.fixture
async def serving(tenant: Tenant) -> AsyncIterator[Serving]:
    served = await serve(tenant, control=True)
    yield served
    await served.stop()


async def command(*words: object) -> int:
    """Run the command beside the server; return its exit code."""
    return await asyncio.to_thread(main, ["load-contacts", *map(str, words)])


async def test_cards_are_brought_in_and_the_others_named_with_their_reason(
    tenant: Tenant, serving: Serving, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = contact_file(tmp_path, GOOD, EMPTY, name="one.vcf")
    two = contact_file(tmp_path, GROUP, name="two.vcf")
    assert await command(one, two, "--mailbox", ANA, "--url", serving.outlook_url) == 0
    assert capsys.readouterr().out.splitlines() == [
        "left out one.vcf:2: empty",
        "left over one.vcf:1: no_place TEL",
        "2 contacts were brought in; left out: 1 empty; left over of those brought in: 1 no_place",
    ]
    user = tenant.users.with_address(ANA)
    assert user
    found = list(tenant.mailbox(user.id).contacts.items.values())
    assert [(i.says.display_name, i.is_list) for i in found] == [
        ("Carla Nunes", False),
        ("Team", True),
    ]
    assert found[0].value_of("Integer 0x36") == "2"


async def test_cards_go_to_the_folder_that_is_named(
    tenant: Tenant, serving: Serving, tmp_path: Path
) -> None:
    user = tenant.users.with_address(ANA)
    assert user
    folder = tenant.contacts.add_folder(user.id, "Clients")
    file = contact_file(tmp_path, GOOD)
    words = (file, "--mailbox", ANA, "--folder", folder, "--url", serving.outlook_url)
    assert await command(*words) == 0
    assert len(tenant.contacts.within(user.id, folder)) == 1
    assert tenant.contacts.within(user.id) == {}


async def test_a_file_of_which_nothing_came_is_a_failure(serving: Serving, tmp_path: Path) -> None:
    files = [contact_file(tmp_path, c, name=f"{n}.vcf") for n, c in enumerate((GOOD, EMPTY))]
    assert await command(*files, "--mailbox", ANA, "--url", serving.outlook_url) == 1


@pytest.mark.parametrize(
    ("name", "mailbox", "url", "told"),
    [
        ("made.vcf", "nobody@x.test", None, "nobody@x.test"),
        ("none.vcf", ANA, None, "none.vcf: No such file"),
        ("made.vcf", ANA, "over there", "--url: expected an address"),
    ],
)
async def test_nobodys_mailbox_a_missing_file_and_a_wrong_address_are_refused(
    serving: Serving,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    mailbox: str,
    url: str | None,
    told: str,
) -> None:
    contact_file(tmp_path, GOOD)
    words = (tmp_path / name, "--mailbox", mailbox, "--url", url or serving.outlook_url)
    assert await command(*words) == 1
    said = capsys.readouterr().err
    assert said.startswith("load-contacts: ")
    assert told in said


def test_a_file_is_loaded_without_a_server_too(tenant: Tenant, tmp_path: Path) -> None:
    user = tenant.users.with_address(ANA)
    assert user
    loaded = load_contacts(tenant, user.id, contact_file(tmp_path, GOOD, EMPTY))
    assert [one.why.value for one in loaded.left_out] == ["empty"]
    assert [(one.why.value, one.part) for one in loaded.left_over] == [("no_place", "TEL")]
    ((name, card),) = loaded.contacts
    assert tenant.contacts.look(user.id, name).says.display_name == card.contact.display_name
