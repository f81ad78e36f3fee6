from dataclasses import dataclass

from sync_core import limits
from sync_core.folders import FolderMemory, left_out
from sync_core.mail import FolderId
from sync_core.places import Place
from tests.sync_core.making import DIGESTER


@dataclass(frozen=True)
class Folder:
    id: FolderId
    parent: FolderId | None = None
    well_known: str | None = None


def tree(*rows: tuple[str, str | None, str | None]) -> list[Folder]:
    return [Folder(FolderId(i), FolderId(p) if p else None, w) for i, p, w in rows]


def test_a_left_out_folder_takes_all_folders_below_it_along() -> None:
    folders = tree(
        ("in", None, "inbox"), ("x", "y", None), ("bin", None, "deleteditems"), ("y", "bin", None)
    )

    assert left_out(folders, ["deleteditems", "junkemail"]) == {"bin", "x", "y"}


def test_a_tree_that_bites_its_tail_ends() -> None:
    assert left_out(tree(("a", "b", "drafts"), ("b", "a", None)), ["drafts"]) == {"a", "b"}


def test_folders_are_remembered_for_the_names_they_were_made_from() -> None:
    folders = tree(("in", None, "inbox"), ("bin", None, "deleteditems"))
    known = FolderMemory.of(folders, frozenset({FolderId("bin")}), DIGESTER)
    text = known.encode(["deleteditems"])

    assert "bin" not in text
    assert FolderMemory.decode(text, ["deleteditems"]) == known
    assert FolderMemory.decode(text, ["junkemail"]) is None
    assert FolderMemory.decode("", ["junkemail"]) is None
    assert [known.knows(DIGESTER.folder(FolderId(f))) for f in ("in", "bin", "new")] == [
        True,
        True,
        False,
    ]


def test_of_too_many_folders_only_the_left_out_are_remembered() -> None:
    crowd = tree(*[(f"f{n}", None, None) for n in range(limits.FOLDERS_REMEMBERED_MAX)])
    known = FolderMemory.of(crowd, frozenset({FolderId("bin")}), DIGESTER)

    assert known.knows("anything")
    assert FolderMemory.decode(known.encode([]), []) == known


def test_a_place_survives_being_remembered() -> None:
    place = Place("https://graph.test/x?$skiptoken=a|b", 3)

    assert Place.decode(place.encode()) == place


def test_a_foreign_text_is_no_place() -> None:
    assert [Place.decode(t) for t in ("", "x", "x|y", "1|")] == [None] * 4


def test_a_round_without_end_is_noticed() -> None:
    assert not Place("t", limits.PAGES_PER_ROUND_MAX - 1).is_endless
    assert Place("t", limits.PAGES_PER_ROUND_MAX).is_endless
