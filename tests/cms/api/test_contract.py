"""The OpenAPI document is kept to, whatever is asked (schemathesis, all its checks)."""

import os

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.schemas import BaseSchema

from cms.api.models import Scope
from cms.api.tokens import make_token
from cms.articles.models import DocumentPage
from cms.wsgi import application
from tests.cms.pages import Site

EXAMPLES = int(os.environ.get("CONTRACT_EXAMPLES", "25"))
"""Of each operation; 200 take about half an hour."""
REFERENCE = {"type": "Quyết định", "number": "436/QĐ-UBND"}


@pytest.fixture
def document(site: Site) -> BaseSchema:
    """The API with something of everything in it."""
    image, file = site.image(), site.file()
    body = [("paragraph", "<p>Nội dung</p>"), ("image", {"image": image})]
    site.item("Bầu cử", body=[*body, ("file", {"document": file})], tags=("bầu cử",))
    site.item("Không ngày", at=None, legal_references=[REFERENCE])
    site.item("Quyết định", model=DocumentPage, number="436/QĐ-UBND")
    site.item("Bản nháp", publish=False)
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


schema = schemathesis.pytest.from_fixture("document")


@pytest.mark.acceptance
@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_answers_are_as_the_document_says(case: Case) -> None:
    token = make_token("all", list(Scope))
    case.call_and_validate(headers={"Authorization": f"Bearer {token}"})
