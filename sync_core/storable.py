"""What any CRM can keep of an activity: text made fit to store, and the fields that never will be.

Mail holds NUL characters and halves of surrogate pairs; databases take neither, and neither says
anything, so they go and the message stays. Refused is only what no message in a mailbox can cause.
"""

from datetime import datetime

from sync_core import limits
from sync_core.mail import MailActivity

ADDRESS_CHARACTERS_MAX = 320
"""64 + @ + 255: RFC 5321 §4.5.3.1; sync_core.addresses lets nothing longer pass."""


def storable(text: str) -> str:
    """Return the text without NUL characters, each half of a surrogate pair replaced by U+FFFD."""
    plain = text.replace("\x00", "") if "\x00" in text else text
    try:
        plain.encode()
    except UnicodeEncodeError:
        return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return plain


def problem_with(mail: MailActivity) -> str:
    """Return which field no CRM can take and what was expected there; empty where all is well."""
    if not 0 < len(mail.key) <= limits.ACTIVITY_KEY_CHARACTERS_MAX or not mail.key.isprintable():
        return f"key: expected 1 to {limits.ACTIVITY_KEY_CHARACTERS_MAX} printable characters"
    if not mail.mailbox or not mail.mailbox.isprintable():
        return "mailbox: expected the mailbox's object id"
    for name, value in (("sent_at", mail.sent_at), ("received_at", mail.received_at)):
        if not _is_instant(value):
            return f"{name}: expected a time with its offset, in the years 1 to 9999 of UTC"
    if not -1.0 <= mail.sentiment.score <= 1.0:
        return "sentiment.score: expected a number from -1 to 1"
    for participant in mail.participants:
        if not 0 < len(participant.address) <= ADDRESS_CHARACTERS_MAX:
            return f"participants.address: expected 1 to {ADDRESS_CHARACTERS_MAX} characters"
    return ""


def _is_instant(value: datetime) -> bool:
    """Return whether a time names an instant that can be told in UTC."""
    offset = value.utcoffset()
    if offset is None:
        return False
    return (
        not offset or 1 < value.year < 9999
    )  # at the edges UTC may lie outside what time can tell
