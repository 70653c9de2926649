"""Signing in at an identity provider by OpenID Connect: authorization code with PKCE, by Authlib."""

from __future__ import annotations

from typing import Any, cast

from authlib.common.errors import AuthlibBaseError  # pyright: ignore[reportMissingTypeStubs]
from authlib.integrations.flask_client import OAuth  # pyright: ignore[reportMissingTypeStubs]
from flask import current_app
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response as AnyResponse

from ..settings import IdentityProvider

KEY = "selfassess.identity"
PATIENCE = 10
"""Seconds that the provider has to answer."""
CALLBACK = "/equipe/retour"


class ProviderFailed(Exception):
    """The provider refused, or did not answer as OpenID Connect has it."""


FAILURES = (AuthlibBaseError, JoseError, RequestException, KeyError, TypeError, ValueError, RuntimeError)


def authorize(provider: IdentityProvider, public_url: str) -> AnyResponse:
    """The redirection to the provider's page. Raises ProviderFailed."""
    try:
        return cast(AnyResponse, _client(provider).authorize_redirect(public_url + CALLBACK))
    except FAILURES as error:
        raise ProviderFailed(type(error).__name__) from error


def verified_email(provider: IdentityProvider, public_url: str) -> str | None:
    """Whose browser came back, if the provider has verified their e-mail. Raises ProviderFailed."""
    try:
        token = cast("dict[str, Any]", _client(provider).authorize_access_token())
        claims = cast("dict[str, Any]", token["userinfo"])
        verified = claims.get("email_verified") is True
        return str(claims["email"]) if verified and claims.get("email") else None
    except FAILURES as error:
        raise ProviderFailed(type(error).__name__) from error


def _client(provider: IdentityProvider) -> Any:
    """The client of this application, made at first use: it reads the provider's addresses once."""
    client: Any = current_app.extensions.get(KEY)
    if client is None:
        registry: Any = OAuth(current_app)
        client = registry.register(
            "provider",
            client_id=provider.client_id,
            client_secret=provider.client_secret,
            server_metadata_url=f"{provider.issuer}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "timeout": PATIENCE},
        )
        current_app.extensions[KEY] = client
    return client
