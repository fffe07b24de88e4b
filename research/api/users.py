"""/users/ and /me/"""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from research.api.endpoints import Endpoint, RecordViewSet
from research.api.serializers import StrictSerializer
from research.models import User
from research.operations import roles
from research.permissions import Role


class RoleField(serializers.ChoiceField):
    """The name of the one group that is a role; null for nobody yet."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=list(Role), source="*", **kwargs)

    def to_representation(self, user: Any) -> str | None:  # type: ignore[override]  # null for nobody yet
        return next((group.name for group in user.groups.all() if group.name in list(Role)), None)

    def to_internal_value(self, data: Any) -> dict[str, str]:  # type: ignore[override]  # source="*" takes a mapping
        return {"role": super().to_internal_value(data)}


class UserSerializer(StrictSerializer, serializers.ModelSerializer[User]):
    role = RoleField(required=False)

    class Meta:
        model = User
        fields = ["id", "username", "first_name", "last_name", "role", "is_active"]
        read_only_fields = ["username"]

    def update(self, instance: User, validated_data: dict[str, Any]) -> User:
        role = validated_data.pop("role", None)
        user: User = super().update(instance, validated_data)
        return roles.assign(user, role=role) if role else user


class MeSerializer(serializers.ModelSerializer[User]):
    role = RoleField(read_only=True)
    permissions = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ["id", "username", "first_name", "last_name", "email", "role", "permissions"]
        read_only_fields = fields

    def get_permissions(self, user: User) -> list[str]:
        return sorted(one for one in user.get_all_permissions() if one.startswith(("research.", "backlog.")))


class UserViewSet(RecordViewSet):
    """People who log in. They come by invitation; an administrator changes their role, or closes the account."""

    http_method_names = ["get", "head", "patch"]
    queryset = User.objects.all()
    serializer_class = UserSerializer
    related = ("groups",)

    def visible(self) -> QuerySet[User]:
        return self.queryset.all()

    def locked(self) -> QuerySet[User]:
        return self.visible().select_for_update(no_key=True)


class MeView(Endpoint):
    """For everyone who is logged in, with or without a role."""

    http_method_names = ["get", "head"]

    def required_permissions(self) -> tuple[str, ...]:
        return ()

    @extend_schema(operation_id="me", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """Who you are, and what your role allows."""
        return Response(MeSerializer(self.by, context={"request": request}).data)
