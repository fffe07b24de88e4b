"""Which properties tell who somebody is: by their names, and by what they hold. Pure.

What is kept answers what people do, not who does it. A team that needs one of these names it at the source.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any

MOST_TOLD = 100
LONGEST_TOLD = 100
_PLAIN = frozenset((str, int, float, bool, type(None)))
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")

_TELLING = frozenset(
    (
        "email",
        "mail",
        "phone",
        "telephone",
        "cellphone",
        "msisdn",
        "firstname",
        "lastname",
        "surname",
        "fullname",
        "username",
        "nickname",
        "address",
        "street",
        "zip",
        "zipcode",
        "postcode",
        "postal",
        "ip",
        "birthday",
        "birthdate",
        "birth",
        "dob",
        "ssn",
        "iban",
        "passport",
        "latitude",
        "longitude",
        "lat",
        "lng",
        "lon",
        "idfa",
        "idfv",
        "adid",
        "gaid",
        "avatar",
        "photo",
        "gender",
        "sex",
    )
)
_WHOSE = frozenset(
    (
        "first",
        "last",
        "middle",
        "full",
        "given",
        "family",
        "user",
        "display",
        "nick",
        "real",
        "customer",
        "contact",
        "person",
        "profile",
        "owner",
        "account",
    )
)
_IDENTIFIED = frozenset(
    ("user", "device", "distinct", "advertising", "advertiser", "customer", "contact", "person", "profile", "anonymous")
)


def kept(properties: Mapping[str, Any], *, allowed: frozenset[str], dropped: Counter[str]) -> dict[str, Any]:
    """Return the properties, however deep, without those that tell who somebody is and are not allowed by name.

    Those left out are counted by name in `dropped`.
    """
    found = {
        name: value if type(value) in _PLAIN else _within(value, allowed, dropped)
        for name, value in properties.items()
        if name in allowed or not (is_telling(name) or _holds_an_address(value))
    }
    if len(found) < len(properties):
        _count(dropped, (name for name in properties if name not in found))
    return found


def _count(dropped: Counter[str], names: Iterable[str]) -> None:
    for name in names:
        told = "(an address)" if "@" in name else name[:LONGEST_TOLD]
        if told in dropped or len(dropped) < MOST_TOLD:
            dropped[told] += 1


@lru_cache(maxsize=20_000)
def is_telling(name: str) -> bool:
    """Tell by the name whether what it stands for may identify somebody: `$email`, `firstName`, `ip_address`."""
    words = [word.lower() for word in _WORDS.findall(name)]
    if words == ["name"] or not _TELLING.isdisjoint(words):
        return True
    return any(
        (last == "name" and first in _WHOSE) or (last == "id" and first in _IDENTIFIED)
        for first, last in pairwise(words)
    )


def _holds_an_address(value: Any) -> bool:
    return isinstance(value, str) and "@" in value and _ADDRESS.search(value) is not None


def _within(value: Any, allowed: frozenset[str], dropped: Counter[str]) -> Any:
    if isinstance(value, Mapping):
        return kept(value, allowed=allowed, dropped=dropped)
    if isinstance(value, list):
        return [_within(one, allowed, dropped) for one in value if not _holds_an_address(one)]
    return value
