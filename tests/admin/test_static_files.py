"""Static files: kept long when asked for by digest, and nothing outside the folder."""

import pytest

from admin.static_files import address_of
from tests.admin.asking import ask
from tests.admin.firm import Firm


async def test_a_file_asked_for_by_its_digest_is_kept_for_a_year(firm: Firm) -> None:
    answer = await ask(firm, "GET", address_of("pages.css"))

    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["Cache-Control"]


async def test_a_file_asked_for_by_another_digest_is_soon_asked_for_again(firm: Firm) -> None:
    answer = await ask(firm, "GET", "/static/pages.css?v=older")

    assert answer.headers["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../web.py",
        "/static/%2e%2e/web.py",
        "/static/..%2fweb.py",
        "/static/%2e%2e%2f%2e%2e%2fpyproject.toml",
        "/static/..\\web.py",
        "/static/%2e%2e/%2e%2e/requirements.txt",
        "/static/..%2f..%2frequirements.txt",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/pages.css%00.js",
        "/static/vendor",
        "/static/",
        "/static/nothing.css",
    ],
)
async def test_nothing_outside_the_folder_is_served(firm: Firm, path: str) -> None:
    assert (await ask(firm, "GET", path)).status == 404
