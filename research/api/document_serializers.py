"""Serializers that describe documents: what is answered is plain data, its types are the schema's only source."""

from datetime import date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

from rest_framework import serializers

FIELDS: dict[Any, type[serializers.Field[Any, Any, Any, Any]]] = {
    bool: serializers.BooleanField,
    date: serializers.DateField,
    datetime: serializers.DateTimeField,
    float: serializers.FloatField,
    int: serializers.IntegerField,
    str: serializers.CharField,
}


@cache
def serializer_for(document: Any) -> type[serializers.Serializer[Any]]:
    """Return the serializer of a `TypedDict`. Its name keeps `Document`, apart from the models' serializers."""
    fields = {name: _field(hint) for name, hint in get_type_hints(document).items()}
    return type(
        f"{document.__name__}Serializer",
        (serializers.Serializer,),
        {**fields, "__doc__": document.__doc__, "__module__": __name__},
    )


def _field(hint: Any, **options: Any) -> serializers.Field[Any, Any, Any, Any]:
    if get_origin(hint) is UnionType:
        (known,) = (one for one in get_args(hint) if one is not NoneType)
        return _field(known, allow_null=True)
    if get_origin(hint) is list:
        (inner,) = get_args(hint)
        if is_typeddict(inner):
            return serializer_for(inner)(many=True, **options)
        return serializers.ListField(child=_field(inner), **options)
    if is_typeddict(hint):
        return serializer_for(hint)(**options)
    return FIELDS[hint](**options)
