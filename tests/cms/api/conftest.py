import pytest
from django.test import Client

from tests.cms.pages import Site


@pytest.fixture
def site(db: None) -> Site:
    return Site()


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": "cms.test"})
