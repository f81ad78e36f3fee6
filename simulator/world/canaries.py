"""Words planted in everything that must not be kept, and the search for them.

Every subject, body, name and address of the world holds the mark below. Whatever the engine keeps or logs
is searched for it: as written, and as base64 would show it.
"""

from base64 import b64encode

MARK = "kanarqzxwvjk"
"""Long enough that each of its base64 forms has twelve characters: shorter ones turn up by chance."""
NUMBER = "3141592653"
"""Stands in every telephone number."""
_FORMS = (
    MARK,
    NUMBER,
    *(b64encode(b"\0" * n + MARK.encode())[4 if n else 0 : -4].decode() for n in range(3)),
)


def holds_canary(text: str) -> bool:
    """Return whether any planted word stands in a text."""
    return any(form in text for form in _FORMS) or MARK in text.lower()
