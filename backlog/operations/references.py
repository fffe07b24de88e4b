"""What an item is called elsewhere, read from what somebody pastes: an address or key of Jira, Linear or GitHub."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from django.db import transaction

from backlog.models import BacklogItem, ExternalReference
from backlog.operations.backlog_items import KeyTaken
from research.models import User
from research.operations.refusals import Unacceptable

KEY = r"[A-Za-z][A-Za-z0-9_]{0,30}-[1-9][0-9]{0,8}"
_KEY = re.compile(KEY)
_REPOSITORY = r"(?P<repository>[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,60})"
_GITHUB_KEY = re.compile(_REPOSITORY + r"#(?P<number>[1-9][0-9]{0,8})")
_GITHUB_PATH = re.compile("/" + _REPOSITORY + r"/(?:issues|pull|discussions)/(?P<number>[1-9][0-9]{0,8})(?:/.*)?")
_LINEAR_PATH = re.compile(rf"/[^/]+/issue/(?P<key>{KEY})(?:/.*)?")
_JIRA_PATH = re.compile(rf"(?:/.*)?/(?:browse|issues)/(?P<key>{KEY})/?")


class NotRecognised(Unacceptable):
    """Neither an address nor a key of a tool that we know."""


@dataclass(frozen=True, kw_only=True)
class Named:
    """A key in another tool, and its address there, empty where it is not known."""

    key: str
    url: str = ""


def recognise(text: str) -> Named:
    """Read an address or a key. Raises `NotRecognised`, with the sentence that says what would be."""
    text = text.strip()
    if found := _GITHUB_KEY.fullmatch(text):
        return Named(key=text, url=f"https://github.com/{found['repository']}/issues/{found['number']}")
    if _KEY.fullmatch(text):
        return Named(key=text.upper())
    if "://" in text and (named := _of_address(text)):
        return named
    raise NotRecognised(
        "This is no address of an issue in Jira, Linear or GitHub, and no key such as PAY-123 or acme/app#12.",
        field="reference",
    )


@transaction.atomic
def add(item: BacklogItem, *, reference: str, by: User | None) -> ExternalReference:
    """Name the item as the pasted address or key does. Raises `NotRecognised`, `KeyTaken`.

    A bare key gets the address of a key of the same project, where one is known.
    """
    named = recognise(reference)
    if other := ExternalReference.objects.filter(key__iexact=named.key).select_related("item").first():
        where = "named here" if other.item_id == item.pk else f"item #{other.item.number}"
        raise KeyTaken(f"{other.key} is {where} already.")
    made = ExternalReference(item=item, key=named.key, url=named.url or _address_like_others(named.key))
    made.full_clean(exclude=["item"])
    made.save()
    BacklogItem.objects.filter(pk=item.pk).touch()
    return made


@transaction.atomic
def remove(reference: ExternalReference, *, by: User) -> None:
    BacklogItem.objects.filter(pk=reference.item_id).touch()
    reference.delete()


def _of_address(text: str) -> Named | None:
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or len(text) > 1000 or re.search(r"\s", text):
        return None
    if found := _GITHUB_PATH.fullmatch(parts.path) if "github" in parts.hostname else None:
        return Named(key=f"{found['repository']}#{found['number']}", url=text)
    if found := _LINEAR_PATH.fullmatch(parts.path) if parts.hostname == "linear.app" else None:
        return Named(key=found["key"].upper(), url=text)
    if found := _JIRA_PATH.fullmatch(parts.path):
        return Named(key=found["key"].upper(), url=text)
    chosen = parse_qs(parts.query).get("selectedIssue", [""])[0]
    if _KEY.fullmatch(chosen):
        return Named(key=chosen.upper(), url=text)
    return None


def _address_like_others(key: str) -> str:
    project, _, _number = key.rpartition("-")
    others = ExternalReference.objects.filter(key__istartswith=f"{project}-")
    for other in others.exclude(url="").order_by("-pk")[:5]:
        base = other.url.removesuffix(other.key)
        if base != other.url and base.endswith("/"):
            return f"{base}{key}"
    return ""
