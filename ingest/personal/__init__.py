"""Likely personal data in a text: what a person should see before the public does."""

from .finding import PersonalData, PersonalKind, count_kinds, find_personal_data

__all__ = ["PersonalData", "PersonalKind", "count_kinds", "find_personal_data"]
