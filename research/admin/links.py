"""From one page to the next along the chain."""

from typing import Any

from django.contrib.admin.utils import quote
from django.db.models import Model
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from research.models import Account, Highlight, Interview, Metric, Note, Study, Survey, Tag

PAGES: dict[type[Model], str] = {
    Account: "account",
    Interview: "interview",
    Metric: "metric",
    Note: "note",
    Study: "study",
    Survey: "survey",
}
"""Records that are read on a page of their own kind, and how its address is called."""


def address_of(record: Model) -> str:
    """Return where the record is read: a note and a highlight in the reader, some on a page, others on their form."""
    if isinstance(record, Highlight):
        return f"{address_of(Note(pk=record.note_id))}?highlight={record.pk}"
    if isinstance(record, Tag):
        return f"{reverse('tags')}?tag={record.pk}"
    if name := PAGES.get(type(record)):
        return reverse(name, args=[record.pk])
    return form_address_of(record)


def form_address_of(record: Model) -> str:
    """Return the address of the record's form."""
    name = f"admin:{record._meta.app_label}_{record._meta.model_name}_change"
    return reverse(name, args=[quote(record.pk)])


def address_of_list(model: type[Model], **filters: Any) -> str:
    """Return the address of the model's list, filtered: `address_of_list(Interview, study__id__exact=3)`."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{address}?{urlencode(filters)}" if filters else address


def link_to(record: Model | None, text: object = None) -> str | SafeString:
    """Link to the record's own page, with its name unless a text is given. Nothing for no record. No query.

    What has no page of its own is named and not linked.
    """
    if record is None:
        return ""
    name = str(record) if text is None else text
    try:
        return format_html('<a href="{}">{}</a>', address_of(record), name)
    except NoReverseMatch:
        return format_html("{}", name)


def link_to_list(model: type[Model], text: object, **filters: Any) -> SafeString:
    """Link to the model's list, filtered."""
    return format_html('<a href="{}">{}</a>', address_of_list(model, **filters), text)
