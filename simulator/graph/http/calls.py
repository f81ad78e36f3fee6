"""One call of the API while it is being answered: the request, what it prefers, what it may ask."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, urlencode

from simulator.graph.http.preferences import Preferences
from simulator.graph.http.records import Request
from simulator.graph.mailbox import Mailbox
from simulator.graph.service import Service


@dataclass(frozen=True)
class Call:
    """A request with what its path names."""

    request: Request
    service: Service
    names: tuple[str, ...]
    """What stands for the placeholders of the route, unescaped."""

    @cached_property
    def preferences(self) -> Preferences:
        """What the Prefer header asks for."""
        return Preferences.parse(self.request.headers.get("prefer", ""))

    @cached_property
    def box(self) -> Mailbox:
        """The mailbox that the path names first.

        Raises:
            Refusal: it may not be read.
        """
        return self.service.open(self.names[0])

    def context(self, of: str) -> str:
        """Return an @odata.context."""
        return f"{self.request.base}/$metadata#{of}"

    def link(self, path: str, **options: str) -> str:
        """Return an absolute link on this server; a name's $ is added."""
        query = "&".join(f"${name}={quote(value, safe='')}" for name, value in options.items())
        return f"{self.request.base}{path}?{query}"

    def same_link(self, **options: str) -> str:
        """Return this request's own link with some options set; a name's $ is added."""
        changed = {f"${name}": value for name, value in options.items()}
        query = urlencode(dict(self.request.query) | changed, quote_via=quote, safe="$")
        return f"{self.request.base}{self.request.path}?{query}"
