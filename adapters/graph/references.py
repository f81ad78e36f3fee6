"""What a folder's delta says of its items: whole references, partial ones, and what was removed.

An updated item may come with its id and only what changed (delta-query-overview); such a one is read again.
"""

from adapters.graph.batch import Part
from adapters.graph.pages import TIME_UNKNOWN, Bad, checked_reference
from adapters.graph.reading import utc
from adapters.graph.wire import WireReference
from sync_core.mail import FolderId, MessageId, MessageRef


def sorted_out(
    items: list[WireReference | Bad], folder: FolderId
) -> tuple[list[MessageRef], list[MessageId], list[MessageId]]:
    """Return a delta's items as whole references, ids of partial or odd ones, and removed ids."""
    whole: list[MessageRef] = []
    partial: list[MessageId] = []
    removed: list[MessageId] = []
    for item in items:
        if isinstance(item, Bad):
            partial.append(item.id)
        elif "@removed" in item:
            removed.append(MessageId(item["id"]))
        elif "internetMessageId" in item and item.get("receivedDateTime") is not None:
            whole.append(_reference(item, folder))
        else:
            partial.append(MessageId(item["id"]))
    return whole, partial, removed


def _reference(item: WireReference, folder: FolderId) -> MessageRef:
    """Return an item's reference; a time it lacks shows when the item is read whole."""
    received = item.get("receivedDateTime")
    return MessageRef(
        id=MessageId(item["id"]),
        internet_message_id=item.get("internetMessageId") or "",
        received_at=TIME_UNKNOWN if received is None else utc(received),
        folder=FolderId(item.get("parentFolderId") or folder),
    )


def reference_read(id_: MessageId, part: Part, folder: FolderId) -> MessageRef:
    """Return the reference of an item read again; one that stays odd is told apart when it is read whole."""
    item = checked_reference(part.body)
    if part.refused is not None or isinstance(item, Bad):
        return MessageRef(id=id_, internet_message_id="", received_at=TIME_UNKNOWN, folder=folder)
    return _reference(item, folder)
