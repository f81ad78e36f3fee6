"""Who may change something: only a page of this console, or a program; never another site.

A browser signs a person in to this console by cookies (Azure App Service authentication), so another
site could send a request in that person's name. Two independent checks refuse it:

1. A browser says where a request comes from (Sec-Fetch-Site, and before that Origin); page scripts
   cannot set either. Anything but this very origin is refused.
2. A change must carry `HX-Request: true` (htmx sends it) or a JSON content type. A form of another site
   can send neither, and its scripts only after a CORS preflight, which this console never grants.

A program (curl, the policy command) sends neither Sec-Fetch-Site nor Origin and holds no cookies of
anybody's browser; the second check still holds for it. That is why no form token is needed.
"""

from admin.refusals import Refused
from admin.web import PageRequest

_READING = ("GET", "HEAD")


def refuse_other_sites(request: PageRequest) -> None:
    """Let reading pass, and changes from this console or a program.

    Raises:
        Refused: the request would change something and may come from another site.
    """
    if request.method in _READING:
        return
    if not _is_same_origin(request):
        raise Refused(403, "other_site", "Changes are accepted from this console's own pages only.")
    is_json = request.header("content-type").startswith("application/json")
    if request.header("hx-request") != "true" and not is_json:
        raise Refused(
            403,
            "not_ours",
            "A change must carry Content-Type: application/json or HX-Request: true.",
        )


def _is_same_origin(request: PageRequest) -> bool:
    """Return whether a browser says the request is from here; a program says nothing."""
    site = request.header("sec-fetch-site")
    if site and site != "same-origin":
        return False
    origin = request.header("origin")
    return not origin or origin.partition("://")[2] == request.header("host")
