"""Five portals of other engines, written without a look at the extractor, to accept it by.

`make_site(engine, seed)` gives a site's pages with their truth; `python -m tests.quality.fresh`
writes them in the layout of an annotated set (`pages.jsonl` and `html/`), or scores the extractor.
"""
