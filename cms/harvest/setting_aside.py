"""Putting aside what proposes no text: a person has looked, and nothing is to be done."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from .models import Proposal, ProposalState
from .proposals import TEXTS, ProposalError, StaleProposalError


@transaction.atomic
def set_aside(
    proposal: Proposal, *, by: AbstractBaseUser | None = None, now: datetime | None = None
) -> None:
    """Close a proposal about identities or likeness. Raises ProposalError if it proposes a text."""
    row = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if row.kind in TEXTS:
        raise ProposalError("it proposes a text: take or keep")
    if row.state != ProposalState.OPEN:
        raise StaleProposalError("it is decided already")
    row.state, row.decided_at, row.decided_by = ProposalState.REJECTED, now or timezone.now(), by
    row.save(update_fields=["state", "decided_at", "decided_by"])
