"""The address by which Microsoft Graph is told of an Event Grid partner topic, in one form.

Learn, "Receive Microsoft Graph API change events through Azure Event Grid": a subscription names the topic in its
notificationUrl; the region by its name (westeurope), not as it is displayed.
"""

import re
from urllib.parse import parse_qsl

_SCHEME = "EventGrid:?"
_SHAPES = {
    "azuresubscriptionid": re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "resourcegroup": re.compile(r"[a-z0-9_().-]{0,89}[a-z0-9_()-]"),
    "partnertopic": re.compile(r"[a-z0-9-]{3,50}"),
    "location": re.compile(r"[a-z0-9]{1,50}"),
}
"""What each part looks like in small letters, in the order of the one form."""


def topic_address(told: str) -> str | None:
    """Return a topic's address in the one form: parts in order, small letters; None where it is none.

    Azure minds no capitals in these names, and Graph may tell them otherwise than it was told them.
    """
    if not told.lower().startswith(_SCHEME.lower()):
        return None
    parts = parse_qsl(told[len(_SCHEME) :].lower(), keep_blank_values=True)
    values = dict(parts)
    if len(parts) != len(_SHAPES) or values.keys() != _SHAPES.keys():
        return None
    if not all(shape.fullmatch(values[name]) for name, shape in _SHAPES.items()):
        return None
    return _SCHEME + "&".join(f"{name}={values[name]}" for name in _SHAPES)
