"""Items as schema.org has them: what search engines read."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]
TYPES = {
    "article": "NewsArticle",
    "document": "Legislation",
    "static": "WebPage",
    "media": "MediaObject",
}


def linked_data(item: Json) -> Json:
    """Return the JSON-LD of an item in the form in which the API shows it."""
    data: Json = {
        "@context": "https://schema.org",
        "@type": TYPES[item["kind"]],
        "@id": item["url"],
        "url": item["url"],
        "headline": item["title"],
        "name": item["title"],
        "description": item["lead"],
        "inLanguage": item["language"],
        "datePublished": _date(item["published_at"], item["published_precision"]),
        "dateModified": item["updated_at"],
        "author": {"@type": "Person", "name": item["byline"]} if item["byline"] else None,
        "publisher": {"@type": "GovernmentOrganization", "name": item["portal"]["name"]},
        "isBasedOn": item["source_url"],
        "keywords": item["tags"],
        "image": [image["url"] for image in item["images"]],
        "articleSection": [section["title"] for section in item["sections"]],
        "citation": [_citation(one) for one in item["legal_references"]],
        **_document(item),
    }
    return {name: value for name, value in data.items() if value not in (None, "", [], {})}


def script(data: Json) -> str:
    """Return JSON that may stand inside a ``<script>`` element."""
    text = json.dumps(data, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _date(moment: str | None, precision: str | None) -> str | None:
    """Cut a time to what is known of it: ISO 8601 has years and months too."""
    if moment is None:
        return None
    return moment[: {"day": 10, "month": 7, "year": 4}.get(precision or "", len(moment))]


def _citation(reference: Json) -> Json:
    name = " ".join(part for part in (reference["type"], reference["number"]) if part)
    cited: Json = {
        "@type": "Legislation",
        "name": reference["title"] or name,
        "legislationIdentifier": reference["number"],
        "legislationType": reference["type"],
        "legislationDate": reference["date"],
        "legislationPassedBy": reference["issuer"],
    }
    return {key: value for key, value in cited.items() if value}


def _document(item: Json) -> Json:
    document = item.get("document")
    if not document:
        return {}
    return {
        "legislationIdentifier": document["number"],
        "legislationType": document["document_type"],
        "legislationPassedBy": document["issuing_body"],
        "legislationDate": document["issued_on"],
        "legislationDateVersion": document["effective_on"],
        "abstract": document["abstract"],
    }
