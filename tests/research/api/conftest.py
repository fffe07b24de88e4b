import pytest
from rest_framework.test import APIClient

from research.models import User


@pytest.fixture
def client(ada: User) -> APIClient:
    """What ada sends."""
    client = APIClient()
    client.force_authenticate(ada)
    return client
