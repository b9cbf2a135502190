"""Archives from elsewhere: WARC, WACZ, mirrors, ZIPs, exports, bare text, as WARC of our own."""

from scrapers.archive.adopt.adoption import AdoptProgress, adopt
from scrapers.archive.adopt.captured import AdoptError

__all__ = ["AdoptError", "AdoptProgress", "adopt"]
