"""The door of a firm: people sign in with its Entra ID, scripts show an access token.

    page -> not signed in -> /sign-in -> Entra -> POST /sign-in/answer (ID token) -> cookie -> the page

OpenID Connect's implicit flow with response_mode=form_post: no secret is kept anywhere. State and nonce are
made anew for each sign-in and sealed in a cookie, so that an answer is believed only by the browser that
asked (Learn, "OpenID Connect on the Microsoft identity platform"). No header that a proxy may have set
(X-MS-CLIENT-PRINCIPAL...) is read anywhere.
"""

import re
import secrets
from collections.abc import Callable
from datetime import datetime
from hmac import compare_digest
from urllib.parse import urlencode

from admin.guard import refuse_other_sites
from admin.refusals import Refused
from admin.rendering import page
from admin.return_path import safe_return
from admin.session_cookie import (
    GONE,
    SESSION,
    SIGNING_IN,
    note_of,
    sealed_of,
    session_cookie,
    signing_in_cookie,
    somebody_of,
)
from admin.web import PageRequest, PageResponse
from flows.ports.identity import Tokens
from sync_core import limits
from sync_core.access import SignedIn
from sync_core.seals import Sealer
from sync_core.tokens import BadToken, Registration, by_access_token, by_id_token

ANSWER_PATH = "/sign-in/answer"
"""Where Entra posts to: the registration's redirect URI is the app's address with this path."""
_CODE = re.compile(r"[a-z_]{1,64}")


class EntraDoor:
    """Lets in whom the firm's Entra ID vouches for."""

    def __init__(
        self,
        *,
        of: Registration,
        tokens: Tokens,
        sealer: Sealer,
        public_url: str,
        now: Callable[[], datetime],
    ) -> None:
        self._of = of
        self._tokens = tokens
        self._sealer = sealer
        self._public_url = public_url
        self._now = now

    async def answer(self, request: PageRequest) -> PageResponse | None:
        """See Door."""
        match request.method, request.path:
            case "GET", "/sign-in":
                return self._to_entra(request)
            case "POST", "/sign-in/answer":
                return await self._let_in(request)
            case "POST", "/sign-out":
                refuse_other_sites(request)
                return PageResponse.html("", Set_Cookie=GONE, HX_Redirect=self._leave_address())
            case "GET", "/signed-out":
                return page(request, "signed_out.html", {})
            case _:
                return None

    async def who(self, request: PageRequest) -> SignedIn | None:
        """See Door. A token is taken at the JSON API alone, and then nothing else counts."""
        shown = request.header("authorization")
        if shown and request.path.startswith("/api/"):
            return await self._by_token(shown)
        note = self._sealer.opened(SESSION, sealed_of(request), self._now())
        return somebody_of(note) if note is not None else None

    def _leave_address(self) -> str:
        """Return where to go so as to sign out of Entra too."""
        there = {"post_logout_redirect_uri": f"{self._public_url}/signed-out"}
        return f"{self._endpoint('logout')}?{urlencode(there)}"

    def _to_entra(self, request: PageRequest) -> PageResponse:
        """Send the browser to Entra, with a cookie that remembers what was asked."""
        note = {
            "state": secrets.token_urlsafe(32),
            "nonce": secrets.token_urlsafe(32),
            "to": safe_return(request.asked("to")),
        }
        asked = {
            "client_id": self._of.client_id,
            "response_type": "id_token",
            "response_mode": "form_post",
            "redirect_uri": f"{self._public_url}{ANSWER_PATH}",
            "scope": "openid profile",  # without profile there is no oid (Learn, ID token claims)
            "state": note["state"],
            "nonce": note["nonce"],
        }
        sealed = self._sealer.seal(SIGNING_IN, note, self._now(), limits.SIGN_IN_SECONDS)
        there = f"{self._endpoint('authorize')}?{urlencode(asked)}"
        return PageResponse(
            status=303, headers={"Location": there, "Set-Cookie": signing_in_cookie(sealed)}
        )

    async def _let_in(self, request: PageRequest) -> PageResponse:
        """Believe Entra's answer if this browser asked for it, and go on to the page that was wanted."""
        note = self._sealer.opened(SIGNING_IN, sealed_of(request), self._now())
        told, state = request.told("state"), str(note.get("state", "")) if note else ""
        if note is None or not compare_digest(told.encode(errors="replace"), state.encode()):
            raise _not_believed("Nobody asked for this sign-in at this browser, or long ago.")
        if error := request.told("error"):
            code = error if _CODE.fullmatch(error) else "an error"
            raise _not_believed(f"Microsoft Entra ID answered {code}.")
        try:
            claims = await self._tokens.claims(request.told("id_token"))
            somebody = by_id_token(claims, self._of, str(note.get("nonce")), self._now())
        except BadToken as bad:
            raise _not_believed(f"The answer was not accepted ({bad.why}).") from None
        if somebody.highest is None:
            raise no_role()
        sealed = self._sealer.seal(SESSION, note_of(somebody), self._now(), limits.SESSION_SECONDS)
        headers = {
            "Location": safe_return(str(note.get("to"))),
            "Set-Cookie": session_cookie(sealed),
        }
        return PageResponse(status=303, headers=headers)

    async def _by_token(self, shown: str) -> SignedIn:
        kind, _, token = shown.partition(" ")
        if kind.lower() != "bearer":
            raise Refused(401, "bad_token", "Authorization must hold a bearer token.")
        try:
            claims = await self._tokens.claims(token.strip())
            return by_access_token(claims, self._of, self._now())
        except BadToken as bad:
            raise Refused(401, "bad_token", f"The token was not accepted ({bad.why}).") from None

    def _endpoint(self, name: str) -> str:
        return f"{self._of.authority_url}/{self._of.tenant_id}/oauth2/v2.0/{name}"


def no_role() -> Refused:
    """Return the refusal of somebody whom the firm gave nothing to do here."""
    told = "You are known, but have no role here. An administrator of the firm gives roles."
    return Refused(403, "no_role", told)


def _not_believed(told: str) -> Refused:
    return Refused(403, "sign_in_failed", f"{told} Open the first page to sign in again.")
