"""The form of a contact as a browser would send it back."""

from html.parser import HTMLParser


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._area = ""
        self._reads = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._reads = told.get("class") == "fields"
        elif not self._reads:
            return
        elif tag == "input" and (told.get("type") != "checkbox" or "checked" in told):
            self.found[told["name"]] = told.get("value", "on")
        elif tag == "textarea":
            self._area = told["name"]
            self.found[self._area] = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.found[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            text = self.found[self._area].removeprefix("\n")
            self.found[self._area] = text.replace("\r\n", "\n").replace("\n", "\r\n")
            self._area = ""


def fields_of(page: str) -> dict[str, str]:
    """Return what the form of a page would send, nothing changed in it."""
    parser = _Fields()
    parser.feed(page)
    return parser.found
