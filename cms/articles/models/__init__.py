"""Pages, images and files."""

from .files import PortalDocument, PortalImage, PortalRendition
from .items import ArticlePage, DocumentPage, MediaPage, StaticPage
from .sections import PortalPage, SectionPage, YearPage

ITEM_MODELS = (ArticlePage, DocumentPage, StaticPage, MediaPage)
"""The page types that hold one item each; all derive from `ItemPage`."""

__all__ = [
    "ITEM_MODELS",
    "ArticlePage",
    "DocumentPage",
    "MediaPage",
    "PortalDocument",
    "PortalImage",
    "PortalPage",
    "PortalRendition",
    "SectionPage",
    "StaticPage",
    "YearPage",
]
