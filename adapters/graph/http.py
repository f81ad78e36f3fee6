"""What goes to Microsoft Graph and what comes back, as plain records; no SDK types."""

from collections.abc import Mapping
from dataclasses import dataclass, field

IMMUTABLE_IDS = 'IdType="ImmutableId"'
"""Asked on every call, every page and inside every `$batch`: headers are in no token (outlook-immutable-id)."""
PLAIN_TEXT = 'outlook.body-content-type="text"'
AS_HTML = 'outlook.body-content-type="html"'
IN_UTC = 'outlook.timezone="UTC"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One HTTP request to Graph."""

    method: str
    url: str
    """Absolute."""
    prefer: tuple[str, ...] = ()
    """Preferences beside the immutable ids."""
    body: bytes | None = None
    """JSON."""
    if_match: str = ""
    """The etag to write on; empty: on whatever is there."""

    @property
    def headers(self) -> dict[str, str]:
        """All headers but the token's."""
        told = {"Prefer": ", ".join((IMMUTABLE_IDS, *self.prefer)), "Accept": "application/json"}
        if self.if_match:
            told["If-Match"] = self.if_match
        return told if self.body is None else {**told, "Content-Type": "application/json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One HTTP answer of Graph."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""
    body: bytes = b""

    @property
    def is_success(self) -> bool:
        """Whether Graph did what was asked."""
        return 200 <= self.status < 300
