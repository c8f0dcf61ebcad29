"""The process of the OpenID provider: `oidc_provider_mock` with the seed's customers."""

from __future__ import annotations

import os
import sys
from datetime import timedelta

import oidc_provider_mock
import uvicorn
from flask import Flask, Response
from oidc_provider_mock import _app

from local.config import HOST
from local.sso import claims, customers

_TOKEN_SECONDS = 3600


def provider() -> Flask:
    """Return the provider with the customers of the seed, as a web application."""
    users = [oidc_provider_mock.User(sub=one.pop("sub"), claims=one) for one in map(claims, customers())]
    made: Flask = oidc_provider_mock.app(
        access_token_max_age=timedelta(seconds=_TOKEN_SECONDS), user_claims=users
    )
    if sys.version_info < (3, 12):
        _open_to_browsers(made)
    return made


def _open_to_browsers(made: Flask) -> None:
    """Take clients without a secret, and on other origins; its last version for Python 3.11 does not."""
    for grant in (_app.AuthorizationCodeGrant, _app.RefreshTokenGrant):
        grant.TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post", "none"]

    @made.after_request
    def allow(response: Response) -> Response:
        response.headers["access-control-allow-origin"] = "*"
        return response


if __name__ == "__main__":
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    uvicorn.run(provider(), interface="wsgi", host=HOST, port=int(sys.argv[1]))
