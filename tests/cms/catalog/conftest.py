import pytest

from tests.cms.pages import Site


@pytest.fixture
def site(db: None) -> Site:
    return Site()
