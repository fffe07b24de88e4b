"""The serializers of documents, where the backlog's addresses look for them."""

from research.api.document_serializers import serializer_for

__all__ = ["serializer_for"]
