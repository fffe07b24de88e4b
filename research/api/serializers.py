"""What serializers of every resource have in common."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from rest_framework import serializers
from rest_framework.settings import api_settings
from rest_framework.validators import UniqueValidator

from research.api.fields import RelatedField
from research.api.timestamps import Timestamp
from research.models import User

RECORD_FIELDS = ("id", "uuid", "version", "created_at", "created_by", "updated_at")
"""The fields that every record shows and nobody writes."""


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses fields that it does not know or that the sender may not write, rather than to pass over them."""

    def to_internal_value(self, data: Any) -> Any:
        flaws = self._unfit(data) if isinstance(data, Mapping) else {}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**_as_dict(error.detail), **flaws}) from error
        if flaws:
            raise serializers.ValidationError(flaws)
        return values

    def _unfit(self, data: Mapping[Any, Any]) -> dict[str, list[str]]:
        writable = {field.field_name for field in self._writable_fields}
        return {str(name): [self._why_unfit(str(name))] for name in data if name not in writable}

    def _why_unfit(self, name: str) -> str:
        if name in self.fields:
            return "This field is read-only."
        return "There is no such field."

    @property
    def by(self) -> User:
        """Whoever sends the request."""
        user = self.context["request"].user
        assert isinstance(user, User)  # noqa: S101  (anonymous requests end at the door)
        return user


class Nothing(StrictSerializer):
    """The body of an action that needs to be told nothing."""


class RecordSerializer(StrictSerializer, serializers.ModelSerializer[Any]):
    """A record: related ids are checked against what the sender may see; duplicates are the database's to refuse.

    `Meta.create_only` names fields that are given once; an operation changes them afterwards, if anything does.
    """

    serializer_related_field = RelatedField
    serializer_field_mapping: ClassVar[dict[Any, Any]] = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.DateTimeField: Timestamp,
    }

    def create(self, validated_data: dict[str, Any]) -> Any:
        return super().create({**validated_data, "created_by": self.by})

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = super().get_fields()
        if self.instance is not None:
            for name in self._create_only():
                fields[name].read_only = True
        return fields

    def get_validators(self) -> list[Any]:
        return []

    def get_uniqueness_extra_kwargs(
        self, field_names: Any, declared_fields: Any, extra_kwargs: dict[str, Any]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        return extra_kwargs, {}

    def build_standard_field(self, field_name: str, model_field: Any) -> Any:
        field_class, kwargs = super().build_standard_field(field_name, model_field)
        if "validators" in kwargs:
            kwargs["validators"] = [one for one in kwargs["validators"] if not isinstance(one, UniqueValidator)]
        return field_class, kwargs

    def _why_unfit(self, name: str) -> str:
        if self.instance is not None and name in self._create_only():
            return "This is given once, when the record is made."
        return super()._why_unfit(name)

    def _create_only(self) -> tuple[str, ...]:
        return tuple(getattr(self.Meta, "create_only", ()))


def _as_dict(detail: Any) -> dict[str, Any]:
    return dict(detail) if isinstance(detail, Mapping) else {api_settings.NON_FIELD_ERRORS_KEY: detail}
