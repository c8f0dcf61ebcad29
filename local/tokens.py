"""A customer's bearer token, got from the OpenID provider by its authorization-code flow.

The provider's access token is opaque, so what is sent to the API is its ID token: an RS256 JWT with iss, aud,
sub, exp and the claims of the user.
"""

from __future__ import annotations

import secrets
import sys
import urllib.parse
from typing import Any

import urllib3

from local import sso
from local.config import AUDIENCE, PlatformError, running

_SCOPE = "openid email profile"


def token(subject: str, issuer: str, audience: str = AUDIENCE) -> str:
    """Return a token for the user `subject`, as a storefront gets it after the user signed in.

    Raises
    ------
    PlatformError
        When the provider does not issue one.
    """
    provider = _ask("GET", f"{issuer}/.well-known/openid-configuration").json()
    back, state = f"{issuer}/signed-in", secrets.token_urlsafe(8)
    request = {
        "response_type": "code",
        "client_id": audience,
        "redirect_uri": back,
        "scope": _SCOPE,
        "state": state,
    }
    form = f"{provider['authorization_endpoint']}?{urllib.parse.urlencode(request)}"
    signed_in = _ask("POST", form, {"sub": subject}).headers.get("location", "")
    returned = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(signed_in).query))
    if returned.get("state") != state or "code" not in returned:
        raise PlatformError(f"the OpenID provider refused to sign {subject} in")
    grant = {
        "grant_type": "authorization_code",
        "code": returned["code"],
        "redirect_uri": back,
        "client_id": audience,
        "client_secret": "local",
    }
    return str(_ask("POST", provider["token_endpoint"], grant).json()["id_token"])


def token_with(addresses: dict[str, str], subject: str, **claims: Any) -> str:
    """Return a token for a subject that the provider did not know before, with these claims."""
    known = {"email": subject, "email_verified": True} | claims
    urllib3.request("PUT", f"{addresses['sso']}/users/{subject}", json=known)
    return token(subject, addresses["sso"])


def _ask(method: str, address: str, form: dict[str, str] | None = None) -> urllib3.BaseHTTPResponse:
    """Call the provider; redirects are not followed, because the code is in one's address."""
    body = urllib.parse.urlencode(form) if form else None
    headers = {"content-type": "application/x-www-form-urlencoded"} if form else None
    try:
        response = urllib3.request(
            method, address, body=body, headers=headers, redirect=False, retries=False, timeout=10
        )
    except urllib3.exceptions.HTTPError as error:
        raise PlatformError(f"the OpenID provider does not respond: {error}") from error
    if response.status >= 400:
        raise PlatformError(f"the OpenID provider returned {response.status} to {method} {address}")
    return response


def main() -> None:
    """Print the token of a customer of the seed: 1 is the first."""
    number = sys.argv[1] if len(sys.argv) > 1 else "1"
    issuer = running().get("sso")
    if not issuer:
        sys.exit("the local platform is not up: run make up")
    known = sso.customers()
    if not number.isdecimal() or not 1 <= int(number) <= len(known):
        sys.exit(f"CUSTOMER={number}: give a number from 1 to {len(known)}")
    try:
        print(token(known[int(number) - 1]["email"], issuer))
    except PlatformError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
