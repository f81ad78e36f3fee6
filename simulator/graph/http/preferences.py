"""What a request prefers: several values arrive as one comma-joined Prefer header."""

import re
from dataclasses import dataclass

_VALUE = re.compile(r'\s*([\w.-]+)\s*(?:=\s*(?:"([^"]*)"|([^,;\s]+)))?\s*(?:,|;|$)')
_PAGE_ITEMS_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Preferences:
    """The preferences that this server knows."""

    immutable_ids: bool = False
    text_bodies: bool = False
    page_items: int | None = None
    zone: str = ""
    """In which times of events are told, as it was asked; empty: UTC."""

    @staticmethod
    def parse(header: str) -> "Preferences":
        """Return what a Prefer header asks for; anything unknown is passed over, as HTTP says."""
        told = {m[1].lower(): m[2] or m[3] or "" for m in _VALUE.finditer(header) if m[1]}
        size = told.get("odata.maxpagesize", "")
        return Preferences(
            immutable_ids=told.get("idtype", "").lower() == "immutableid",
            text_bodies=told.get("outlook.body-content-type", "").lower() == "text",
            zone=told.get("outlook.timezone", ""),
            page_items=min(max(int(size), 1), _PAGE_ITEMS_MAX) if size.isdecimal() else None,
        )

    @property
    def applied(self) -> dict[str, str]:
        """The response header that names what was honoured; empty where nothing was asked."""
        told = ['IdType="ImmutableId"'] if self.immutable_ids else []
        told += ['outlook.body-content-type="text"'] if self.text_bodies else []
        told += [f'outlook.timezone="{self.zone}"'] if self.zone else []
        told += [f"odata.maxpagesize={self.page_items}"] if self.page_items else []
        return {"preference-applied": ", ".join(told)} if told else {}
