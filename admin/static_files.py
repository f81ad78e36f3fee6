"""Style sheets, scripts and icons: served from one folder, known by a digest of what they hold."""

from functools import cache
from hashlib import blake2b
from pathlib import Path

from admin.refusals import not_found
from admin.web import PageRequest, PageResponse

ROOT = Path(__file__).parent / "static"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
_FOR_EVER = "public, max-age=31536000, immutable"
_ONE_MINUTE = "public, max-age=60"


class MissingAssets(RuntimeError):
    """The pages' libraries are not in place: run `make setup`, or `npm ci && npm run assets`."""


def address_of(path: str) -> str:
    """Return the address of a static file, which changes whenever the file does.

    Raises:
        MissingAssets: a template names a file that set-up did not put in place.
    """
    if not (ROOT / path).is_file():
        raise MissingAssets(f"{MissingAssets.__doc__} [{path}]")
    return f"/static/{path}?v={_held(path)[1]}"


def serve(request: PageRequest) -> PageResponse:
    """Return a static file; kept for a year by the browser when asked for by its digest.

    Raises:
        Refused: there is no such file in the folder, or the path leads out of it.
    """
    path = "/".join(request.segments()[1:])
    content, digest = _held(path)
    kept = _FOR_EVER if request.asked("v") == digest else _ONE_MINUTE
    return PageResponse(
        headers={"Content-Type": _TYPES[Path(path).suffix], "Cache-Control": kept}, body=content
    )


def _held(path: str) -> tuple[bytes, str]:
    """Return a file's content and digest, read anew only when the file was changed."""
    if "\\" in path or "\0" in path:
        raise not_found("There is no such file.")
    file = (ROOT / path).resolve()
    if not file.is_relative_to(ROOT.resolve()) or file.suffix not in _TYPES or not file.is_file():
        raise not_found("There is no such file.")
    return _read(file, file.stat().st_mtime_ns)


@cache
def _read(file: Path, changed_at: int) -> tuple[bytes, str]:  # noqa: ARG001 - part of the cache's key
    content = file.read_bytes()
    return content, blake2b(content, digest_size=8).hexdigest()
