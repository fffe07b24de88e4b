"""What holds for every model of the project."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from research.declarations import Declaration, declared_models
from research.models import Record
from tests import factories

MODELS = [
    model
    for label in ("research", "backlog")
    for model in apps.get_app_config(label).get_models()
    if model._meta.managed and not hasattr(model, "pgh_tracked_model")
]
TEXT_FIELDS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


def factory_of(model: type[models.Model]) -> Any:
    return getattr(factories, f"{model.__name__}Factory")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_model_has_a_factory_that_makes_valid_objects(model: type[models.Model], db: None) -> None:
    one, other = factory_of(model).create_batch(2)

    one.full_clean()
    other.full_clean()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_model_has_a_plain_name_that_asks_no_question(
    model: type[models.Model], db: None, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    made = factory_of(model).create()
    fresh = model._default_manager.get(pk=made.pk)

    with django_assert_num_queries(0):  # type: ignore[operator]
        name = str(fresh)

    assert name
    assert "object (" not in name


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_no_name_tells_what_is_personal(model: type[models.Model], db: None) -> None:
    made = factory_of(model).create()

    personal = [getattr(made, name) for name in declaration_of(model).personal if name not in NAMES_OF_USERS]

    assert not [value for value in personal if isinstance(value, str) and value and value in str(made)]


NAMES_OF_USERS = ("username",)
"""Colleagues are named to one another."""


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_text_field_is_declared_personal_or_not(model: type[models.Model]) -> None:
    declaration = declaration_of(model)
    texts = {
        field.name
        for field in model._meta.local_fields
        if isinstance(field, (*TEXT_FIELDS, models.UUIDField.mro()[0])) or field.get_internal_type() == "ArrayField"
    } - {"uuid"}
    texts -= {field.name for field in model._meta.local_fields if isinstance(field, SearchVectorField)}

    assert set(declaration.personal) | set(declaration.impersonal) == texts
    assert not set(declaration.personal) & set(declaration.impersonal)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_whatever_is_searchable_is_a_field_with_an_index(model: type[models.Model]) -> None:
    declaration = declaration_of(model)

    assert set(declaration.searchable) <= {field.name for field in model._meta.get_fields()}
    if declaration.searchable:
        assert "search" in {field for index in model._meta.indexes for field in index.fields}


@pytest.mark.parametrize("model", [m for m in MODELS if issubclass(m, Record)], ids=lambda model: model.__name__)
def test_every_write_counts_the_version_up(model: type[Record], db: None) -> None:
    made = factory_of(model).create()

    made.save()
    model._default_manager.filter(pk=made.pk).update(updated_at=made.updated_at)
    made.refresh_from_db()

    assert made.version == 3


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_nothing_is_ordered_behind_the_reader_s_back(model: type[models.Model]) -> None:
    assert not model._meta.ordering


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_constraint_is_a_statement(model: type[models.Model]) -> None:
    assert all(constraint.name.count("_") >= 3 for constraint in model._meta.constraints)


def test_the_registry_names_every_model_that_declares_its_fields() -> None:
    assert {model for model, _ in declared_models()} == set(MODELS)


def declaration_of(model: type[models.Model]) -> Declaration:
    declaration = model.declaration  # type: ignore[attr-defined]
    assert isinstance(declaration, Declaration)
    return declaration
