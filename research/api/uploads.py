"""Texts that arrive in a request: as words in JSON, or as a file in a form."""

from collections.abc import Mapping
from typing import Any, NoReturn

from django.core.files.uploadedfile import UploadedFile
from rest_framework import serializers

from research.api.errors import BadInput, Flaw, pointer
from research.importers import notes as note_files
from research.importers.transcripts import UnreadableTranscript
from research.models import Note
from research.operations.interviews import Text
from research.operations.notes import LONGEST

LARGEST_FILE = 10 * 1024 * 1024
LANGUAGE_LENGTH = Note._meta.get_field("language").max_length


def text_fields() -> dict[str, serializers.Field[Any, Any, Any, Any]]:
    """The fields that bring a text: `text` or `file`, its kind and its language."""
    return {
        "text": serializers.CharField(required=False, max_length=LONGEST, trim_whitespace=False),
        "file": serializers.FileField(required=False, help_text="WebVTT, SRT, Otter, Meet, Word, Markdown or text."),
        "note_kind": serializers.ChoiceField(choices=Note.Kind.choices, required=False),
        "language": serializers.CharField(required=False, max_length=LANGUAGE_LENGTH),
    }


def text_of(given: Mapping[str, Any], *, kind: str) -> Text | None:
    """Return the text that a checked body brings, or None. Raises `BadInput`."""
    file: UploadedFile[bytes] | None = given.get("file")
    if file is not None and given.get("text"):
        _refuse("file", "Send a text or a file, not both.")
    if file is not None:
        return _read(file, kind=kind, language=given.get("language", ""))
    if given.get("text"):
        return Text(kind=kind or Note.Kind.NOTES, text=given["text"], language=given.get("language") or "en")
    return None


def _read(file: "UploadedFile[bytes]", *, kind: str, language: str) -> Text:
    if (file.size or 0) > LARGEST_FILE:
        _refuse("file", f"A file has at most {LARGEST_FILE // 1024 // 1024} MiB.")
    try:
        return note_files.read(file.read(), name=file.name or "file", kind=kind, language=language)
    except UnreadableTranscript as error:
        _refuse("file", str(error))


def _refuse(name: str, sentence: str) -> NoReturn:
    raise BadInput(Flaw(pointer=pointer(name), detail=sentence))
