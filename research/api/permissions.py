"""Whether the role allows the request at all; which rows it may touch, `visible_to` says."""

from typing import TYPE_CHECKING

from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from research.models import ApiToken

if TYPE_CHECKING:
    from rest_framework.views import APIView


class RolePermissions(BasePermission):
    """Asks the view which Django permissions the request needs (`required_permissions`), and for a key's scope.

    A view that does not say is closed.
    """

    message = "Your role does not allow this."

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if not request.user.is_authenticated:
            return False
        if request.method not in view.allowed_methods:
            raise MethodNotAllowed(request.method or "")
        if request.method not in SAFE_METHODS and _only_reads(request):
            self.message = "This token may only read."
            return False
        return bool(request.user.has_perms(view.required_permissions()))  # type: ignore[attr-defined]


def _only_reads(request: Request) -> bool:
    return isinstance(request.auth, ApiToken) and request.auth.scope == ApiToken.Scope.READ
