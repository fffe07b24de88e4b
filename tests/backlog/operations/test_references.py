"""What people paste from other tools is recognised, kept once, and opens safely."""

import pytest

from backlog.models import BacklogItem
from backlog.operations import references
from backlog.operations.backlog_items import KeyTaken
from backlog.operations.references import Named, NotRecognised
from research.models import User
from tests.factories import BacklogItemFactory, ExternalReferenceFactory

GITHUB = "https://github.com/acme/app"


@pytest.mark.parametrize(
    ("pasted", "key", "url"),
    [
        ("https://acme.atlassian.net/browse/PAY-123", "PAY-123", "="),
        ("https://jira.acme.example/jira/browse/PAY-123?focusedId=4#c", "PAY-123", "="),
        ("https://acme.atlassian.net/jira/boards/1?selectedIssue=PAY-9", "PAY-9", "="),
        ("https://linear.app/acme/issue/ENG-42/keep-the-photo", "ENG-42", "="),
        (f"{GITHUB}/issues/12", "acme/app#12", "="),
        (f"{GITHUB}/pull/12/files", "acme/app#12", "="),
        (f"{GITHUB}/discussions/3", "acme/app#3", "="),
        (" pay-123 ", "PAY-123", ""),
        ("acme/app#12", "acme/app#12", f"{GITHUB}/issues/12"),
    ],
)
def test_addresses_and_keys_are_recognised(pasted: str, key: str, url: str) -> None:
    assert references.recognise(pasted) == Named(key=key, url=pasted if url == "=" else url)


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "PAY",
        "PAY-0",
        "javascript:alert(1)//browse/PAY-1",
        "javascript://x/browse/PAY-1",
        "ftp://jira.example/browse/PAY-1",
        "https:///browse/PAY-1",
        "https://[/browse/PAY-1",
        f"{GITHUB}/wiki",
        "https://example.com/",
        "PAY-1 PAY-2",
    ],
)
def test_what_else_is_pasted_is_refused_in_words(pasted: str) -> None:
    with pytest.raises(NotRecognised, match="no key such as PAY-123"):
        references.recognise(pasted)


def test_a_key_that_another_item_has_is_refused_with_its_number(cleo: User) -> None:
    held = ExternalReferenceFactory.create(key="PAY-1").item
    item = BacklogItemFactory.create()

    with pytest.raises(KeyTaken, match=rf"PAY-1 is item #{held.number} already"):
        references.add(item, reference="https://acme.atlassian.net/browse/pay-1", by=cleo)
    with pytest.raises(KeyTaken, match="PAY-1 is named here already"):
        references.add(held, reference="PAY-1", by=cleo)


def test_a_bare_key_gets_the_address_of_its_project(cleo: User) -> None:
    ExternalReferenceFactory.create(key="PAY-1", url="https://acme.atlassian.net/browse/PAY-1")

    made = references.add(BacklogItemFactory.create(), reference="PAY-2", by=cleo)

    assert made.url == "https://acme.atlassian.net/browse/PAY-2"


def test_naming_an_item_changes_its_version(cleo: User) -> None:
    item = BacklogItemFactory.create()

    references.remove(references.add(item, reference="PAY-2", by=cleo), by=cleo)

    assert (BacklogItem.objects.get().version, item.external_references.exists()) == (3, False)
