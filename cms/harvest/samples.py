"""The samples that are shown to people, and what may be shown there no longer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from cms.portals.models import Portal, TemplateVersion
from ingest import codec
from ingest.text import tokens
from ingest.types import Draft, SiteTemplate

from .models import Job, JobKind
from .suppressing import Phrase, text_of, without


def forget_texts(portal: Portal, drafts: Iterable[Draft]) -> None:
    """Drop the samples that are a part of these drafts."""
    told = "\n".join(
        f" {' '.join(tokens(text))} "
        for draft in drafts
        for text in (draft.title, draft.lead, draft.byline, text_of(draft))
    )
    _keep_samples(portal, lambda sample: f" {' '.join(tokens(sample.rstrip('…')))} " not in told)


def forget_spans(portal: Portal, phrases: Iterable[Phrase]) -> None:
    """Drop the samples in which one of these spans stands."""
    spans = list(phrases)
    _keep_samples(portal, lambda sample: without(sample, spans) == sample)


def forget_told(portal: Portal) -> None:
    """Drop the samples of first looks and dry runs; their counts stay."""
    for job in Job.objects.filter(portal=portal, kind__in=[JobKind.PROBE, JobKind.PREVIEW]):
        if job.result.pop("samples", None):
            job.save(update_fields=["result"])


def _keep_samples(portal: Portal, is_kept: Callable[[str], bool]) -> None:
    for version in TemplateVersion.objects.filter(portal=portal):
        template = codec.decode(SiteTemplate, version.template)
        entries = tuple(
            replace(entry, samples=tuple(filter(is_kept, entry.samples)))
            for entry in template.entries
        )
        if entries != template.entries:
            version.template = codec.encode(replace(template, entries=entries))
            version.save(update_fields=["template"])
