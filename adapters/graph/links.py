"""Which stored link is followed: only one that leads to the configured Graph. The token goes nowhere else.

Graph's next and delta links are absolute and opaque (delta-query-overview); they lie in tables and queues
between runs, so each is checked before it is used, as if a stranger had written it.
"""

from urllib.parse import SplitResult, unquote, urlsplit

from sync_core.failures import CursorLost

_DEFAULT_PORTS = {"https": 443, "http": 80}


def followed(base_url: str, link: str) -> str:
    """Return the link.

    Raises:
        CursorLost: it leads elsewhere than scheme, host, port and path of `base_url`.
    """
    if not leads_to(base_url, link):
        raise CursorLost("foreign_link")
    return link


def leads_to(base_url: str, link: str) -> bool:
    """Return whether a link stays within the configured Graph."""
    origin, target = _origin(base_url), _origin(link)
    if target is None or target != origin or any(c <= " " or c == "\\" for c in link):
        return False
    path = unquote(urlsplit(link).path)
    is_under = path.startswith(urlsplit(base_url).path.rstrip("/") + "/")
    return is_under and not any(step in (".", "..") for step in path.split("/"))


def _origin(url: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port, or None for what is no plain web address."""
    parts = _split(url)
    if parts is None or parts.username is not None or parts.password is not None:
        return None
    port = _DEFAULT_PORTS.get(parts.scheme) if parts.port is None else parts.port
    if port is None or not parts.hostname:
        return None
    return parts.scheme, parts.hostname, port


def _split(url: str) -> SplitResult | None:
    """Return the parts of an address, or None where it cannot be taken apart."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # a port that is no number shows itself only here
    except ValueError:
        return None
    return parts
