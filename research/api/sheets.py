"""A sheet in a request's body, and what is wrong with it."""

from typing import Any, NoReturn

from django.core.files.uploadedfile import UploadedFile
from rest_framework import serializers

from research.api.errors import BadInput, Flaw, pointer
from research.api.serializers import StrictSerializer
from research.importers import sheets


class Sheet(StrictSerializer):
    """A CSV as text or as a file."""

    text = serializers.CharField(required=False, max_length=sheets.LONGEST, trim_whitespace=False)
    file = serializers.FileField(required=False)


def content_of(given: dict[str, Any]) -> bytes:
    """Return what the sheet holds. Raises `BadInput` where there is none, two, or one that is too large."""
    file: UploadedFile[bytes] | None = given.get("file")
    if (file is None) == (not given.get("text")):
        raise BadInput(Flaw(pointer=pointer("text"), detail="Send a text or a file."))
    if file is None:
        return str(given["text"]).encode()
    if (file.size or 0) > sheets.LONGEST:
        raise BadInput(Flaw(pointer=pointer("file"), detail="The file is too large."))
    content: bytes = file.read()
    return content


def refuse(error: sheets.UnreadableSheet) -> NoReturn:
    """Answer with every flaw and the line that it is in."""
    flaws = (Flaw(pointer=pointer("text", *one.where), detail=one.sentence) for one in error.flaws)
    raise BadInput(*flaws) from error
