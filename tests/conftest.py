"""The test environment: named people, no network but loopback, cheap passwords, files without a manifest."""

import socket
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import hypothesis
import pytest
import pytest_django
from django.apps import apps
from django.conf import settings as django_settings
from django.db import connection
from hypothesis import HealthCheck
from pytest_django import DjangoDbBlocker

from research.models import Product, User
from research.permissions import Role
from tests.factories import UserFactory

LOOPBACK = ("127.", "::1", "localhost")


def pytest_configure() -> None:
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django_settings.STORAGES = {
        **django_settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    django_settings.WHITENOISE_AUTOREFRESH = True
    # A property is judged by what it finds, not by how busy the machine is.
    hypothesis.settings.register_profile("at any pace", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    hypothesis.settings.load_profile("at any pace")


@pytest.fixture(autouse=True)
def network_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves this machine, so that no test depends on one."""
    connect = socket.socket.connect

    def connect_nearby(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"A test tried to reach {address[0]}.")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_nearby)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> None:
    """Keep autovacuum out of the test database.

    It meets nothing but rows that were rolled back, and notes down that every table is empty. Plans made on that
    note join whole tables row by row: a trigger at the end of some later test then runs for minutes.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("""
            DO $$ DECLARE name regclass; BEGIN
                FOR name IN SELECT oid FROM pg_class
                    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_get_userbyid(relowner) = current_user
                LOOP EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = false)', name); END LOOP;
            END $$
        """)


@pytest.fixture(scope="module")
def first_rows_return(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Bring again what a migration brought, after a module whose tests empty the database."""
    yield
    with django_db_blocker.unblock():
        bring_first_rows()


def bring_first_rows() -> None:
    if not Product.objects.exists():
        import_module("research.migrations.0002_evidence_classes_and_first_product").add(apps, None)
        import_module("research.migrations.0016_behaviour_data").add(apps, None)


@pytest.fixture
def ada(db: None) -> User:
    """A researcher."""
    return UserFactory.create(username="ada", role=Role.RESEARCHER)


@pytest.fixture
def ben(db: None) -> User:
    """A product manager."""
    return UserFactory.create(username="ben", role=Role.PRODUCT_MANAGER)


@pytest.fixture
def cleo(db: None) -> User:
    """A product owner."""
    return UserFactory.create(username="cleo", role=Role.PRODUCT_OWNER)


@pytest.fixture
def dev(db: None) -> User:
    """A stakeholder."""
    return UserFactory.create(username="dev", role=Role.STAKEHOLDER)


@pytest.fixture
def priya(db: None) -> User:
    """A privacy officer."""
    return UserFactory.create(username="priya", role=Role.PRIVACY_OFFICER)


@pytest.fixture
def gus(db: None) -> User:
    """An administrator."""
    return UserFactory.create(username="gus", role=Role.ADMINISTRATOR)


@pytest.fixture
def eve(db: None) -> User:
    """Logged in, without a role."""
    return UserFactory.create(username="eve")
