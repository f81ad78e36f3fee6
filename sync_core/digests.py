"""Keyed digests: how the engine remembers what it may not keep.

A digest is BLAKE2b under the firm's own key, so nobody without the key can test a guess. Which value it
stands for is part of what is digested, so that an address and a message id never share a digest.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from hmac import compare_digest

from sync_core.calendar.event import EventKey
from sync_core.contacts.contact import ContactId, ContactKey
from sync_core.mail import Address, FolderId, MessageId, MessageKey

DIGEST_KEY_BYTES_MIN = 32
_ADDRESS_BYTES = 12  # 96 bits: among a million aliases a chance hit is one in 10^22


@dataclass(frozen=True, slots=True)
class Digester:
    """Digests under one firm's key."""

    key: bytes

    def __post_init__(self) -> None:
        """Refuse a key that could be guessed."""
        if len(self.key) < DIGEST_KEY_BYTES_MIN:
            raise ValueError(f"the digest key needs at least {DIGEST_KEY_BYTES_MIN} bytes")

    def message_key(self, internet_message_id: str) -> MessageKey:
        """Return the key of a message known by its (normalised) Message-ID."""
        return MessageKey(self._digest(b"msg", internet_message_id, 20).hex())

    def fallback_key(
        self, internet_message_id: str, sender: str, sent_at: datetime, subject: str
    ) -> MessageKey:
        """Return the key of a message whose Message-ID is missing or reused by its sender.

        The same sender, second, subject and (poor) id are the same message wherever it lies.
        """
        told = "\n".join((internet_message_id, sender, sent_at.isoformat("T", "seconds"), subject))
        return MessageKey(self._digest(b"fall", told, 20).hex())

    def item(self, message: MessageId) -> str:
        """Return the short digest (hex) by which an item is remembered."""
        return self._digest(b"item", message, 8).hex()

    def folder(self, folder: FolderId) -> str:
        """Return the short digest (hex) by which a folder is remembered."""
        return self._digest(b"folder", folder, 8).hex()

    def event_key(self, ical_uid: str) -> EventKey:
        """Return the key of a meeting, the same in every mailbox that has a copy of it."""
        return EventKey(self._digest(b"event", ical_uid, 20).hex())

    def contact_key(self, contact: ContactId) -> ContactKey:
        """Return the key of a contact in one mailbox."""
        return ContactKey(self._digest(b"contact", contact, 20).hex())

    def stamp(self, crm_record: str) -> str:
        """Return what is written on an Outlook item made for a CRM record, to find it again."""
        return self._digest(b"stamp", crm_record, 16).hex()

    def value(self, name: str, text: str) -> str:
        """Return the digest (hex) of a field's value; a blank value's is empty."""
        return self._digest(b"value", f"{name}\n{text}", 8).hex() if text else ""

    def address(self, address: Address) -> bytes:
        """Return an address's digest, by which the directory's aliases are known."""
        return self._digest(b"addr", address, _ADDRESS_BYTES)

    def tag(self, text: str) -> str:
        """Return a short digest (hex) for log lines: names a mailbox without naming it."""
        return self._digest(b"tag", text, 6).hex()

    def client_state(self, mailbox: str, nonce: str) -> str:
        """Return what Graph must send back with each notification of this mailbox's subscription."""
        return f"{nonce}.{self._digest(b'state', f'{nonce}:{mailbox.lower()}', 24).hex()}"

    def is_client_state(self, told: str, mailbox: str) -> bool:
        """Return whether a notification carries this mailbox's clientState (constant-time compare)."""
        nonce = told.partition(".")[0]
        expected = self.client_state(mailbox, nonce)
        return compare_digest(told.encode(errors="replace"), expected.encode())

    def _digest(self, kind: bytes, text: str, size: int) -> bytes:
        hashed = blake2b(key=self.key[:64], digest_size=size, person=kind)
        hashed.update(text.encode("utf-8", "surrogatepass"))
        return hashed.digest()
