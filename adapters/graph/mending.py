"""Answers as JSON of valid text: Outlook cuts texts in the midst of characters, which no decoder takes."""

import json
import re
from typing import Any

from sync_core.failures import Unavailable

_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


def json_of(body: bytes) -> Any:
    """Return an answer's JSON, with unusable bytes and halves of surrogate pairs replaced.

    Raises:
        Unavailable: it is not JSON.
    """
    try:
        told = json.loads(body.decode("utf-8", "replace"))
    except ValueError:
        raise Unavailable("an answer that is not JSON") from None
    return json.loads(mended(told)) if _SURROGATE.search(body) else told


def mended(item: Any) -> bytes:
    """Return decoded JSON as bytes of valid Unicode: halves of surrogate pairs become replacement characters."""
    text = json.dumps(item, ensure_ascii=False)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()
