"""How many items a list has: counted, or about so many where counting is dear."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from cms.catalog.models import Entry

COUNTED = 1000
"""Rows up to which an estimate is counted: some milliseconds."""


@dataclass(frozen=True, slots=True)
class Total:
    """A number of items."""

    items: int
    exact: bool

    @property
    def shown(self) -> dict[str, object]:
        """The fields of an answer."""
        return {"total": self.items, "total_exact": self.exact}


def total_of(found: QuerySet[Entry], *, estimated: bool) -> Total:
    """Count a list, or estimate: a short one is counted, for a long one the planner is asked.

    SQLite's planner knows nothing of numbers, so there every list is counted.
    """
    rows = found.order_by()
    may_guess = estimated and connection.vendor == "postgresql"
    if may_guess and rows[: COUNTED + 1].count() > COUNTED:
        plan = json.loads(rows.explain(format="json"))[0]["Plan"]
        return Total(max(plan["Plan Rows"], COUNTED), exact=False)
    return Total(rows.count(), exact=True)
