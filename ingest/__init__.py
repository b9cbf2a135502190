"""Pure functions from a fetched page to drafts: values in, values out."""

from ingest.drafting import draft_page
from ingest.learning import learn_template, reads_alike

__all__ = ["draft_page", "learn_template", "reads_alike"]
