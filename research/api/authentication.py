"""`Authorization: Token …`."""

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from research.models import ApiToken, User
from research.operations.api_tokens import digest

KEYWORD = b"token"


class TokenAuthentication(BaseAuthentication):
    """Finds a key by the SHA-256 of its secret. One query, and nothing is written."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != KEYWORD:
            return None
        if len(words) != 2:
            raise AuthenticationFailed("Send the header as: Authorization: Token <the token>.")
        secret = words[1].decode("latin-1")
        usable = ApiToken.objects.usable(at=timezone.now()).select_related("user")
        token = usable.filter(sha256=digest(secret)).first()
        if token is None:
            raise AuthenticationFailed("This token is unknown, revoked or expired.")
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Token realm="Throughline"'


class TokenScheme(OpenApiAuthenticationExtension):  # registers itself
    """How the schema describes the header."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        description = "Token, a space, and a key that `manage.py api_token` printed."
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": description}
