"""Scrapy's settings. What depends on the portal is set per crawl, in `scrapers.crawl.run`."""

from __future__ import annotations

BOT_NAME = "portalift"
SPIDER_MODULES = ["scrapers.crawl.spider"]

# No way in while a crawl runs.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# One handler for the web, none for files, data, FTP or S3: an address found on a page must not
# be able to name them.
DOWNLOAD_HANDLERS = {
    "http": "scrapers.crawl.handler.GuardedHandler",
    "https": "scrapers.crawl.handler.GuardedHandler",
    "file": None,
    "data": None,
    "ftp": None,
    "s3": None,
}
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_TIMEOUT = 60
"""Seconds until the head of a response; the body has limits of its own."""
CONNECT_TIMEOUT = 20
HTTPPROXY_ENABLED = False

# Done by the spider itself, so that each hop and each failure ends in the archive.
REDIRECT_ENABLED = False
METAREFRESH_ENABLED = False
RETRY_ENABLED = False
ROBOTSTXT_OBEY = False
COMPRESSION_ENABLED = False
HTTPERROR_ALLOW_ALL = True
REFERER_ENABLED = False
COOKIES_ENABLED = False

SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
}

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "vi,en;q=0.5",
    "Accept-Encoding": "gzip, deflate, br",
}

# From fast downwards: a portal that answers in milliseconds is not held up, a slow one is left
# as many seconds between requests as it takes for an answer.
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 0.2
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 2.0
DOWNLOAD_DELAY_JITTER = 0.3

LOG_LEVEL = "INFO"
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
LOGSTATS_INTERVAL = 60.0
STATS_DUMP = False
MEMUSAGE_ENABLED = False
