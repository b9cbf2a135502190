"""The kinds of pages that the portal serves, each from a portal and a visit to HTML."""
