"""Pure functions from a fetched page to drafts: values in, values out."""
