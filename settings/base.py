"""What every deployment shares."""

from __future__ import annotations

from .env import BROKER_URL as BROKER_URL
from .env import CHECKOUT, VAR, env
from .env import RUN as RUN

INSTALLED_APPS = [
    "cms.desk",
    "cms.api",
    "cms.legacy",
    "cms.harvest",
    "cms.catalog",
    "cms.articles",
    "cms.portals",
    "worker",
    "wagtail.api.v2",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "wagtail_headless_preview",
    "rest_framework",
    "ninja",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "cms.probes.Probes",
    "cms.legacy.middleware.RetiredHosts",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = [("vi", "Tiếng Việt")]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
LOCALE_PATHS = [str(CHECKOUT / "cms" / "locale")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

STATIC_URL = "/static/"
STATIC_ROOT = str(VAR / "static")
MEDIA_URL = "/media/"
MEDIA_ROOT = str(VAR / "media")
SERVES_MEDIA = False
"""Whether this server itself gives out images and files, as the embedded one must."""

ARCHIVE_URL = str(VAR / "archive")
"""Where WARC segments lie: a folder, or ``s3://bucket/prefix?spool=FOLDER``."""

WEBHOOK_PRIVATE_HOSTS = env.list("WEBHOOK_PRIVATE_HOSTS", default=[])
"""``host:port`` of receivers of webhooks that may be in a private network; no others may."""
HITS_FLUSH_S = 5
"""How often requests for old addresses, counted in memory, are written; 0: only when asked."""

EARLY_PASS_PAGES = env.int("EARLY_PASS_PAGES", default=200)
"""Pages that wait to be drafted when the line first turns to them while a crawl goes on: enough to
learn a template from. The pass at the crawl's end decides, with a template learnt from all."""

WAGTAIL_SITE_NAME = "Portalift"
WAGTAILIMAGES_IMAGE_MODEL = "articles.PortalImage"
WAGTAILDOCS_DOCUMENT_MODEL = "articles.PortalDocument"
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_BASE_URL = "http://127.0.0.1:8000"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
API_SHARED_CACHE_SECONDS = env.int("API_SHARED_CACHE_SECONDS", default=1)
"""How long a cache in front may serve an answer of the API without asking."""
CACHE_PURGE_URL = env.str("CACHE_PURGE_URL", default="")
CACHE_PURGE_HEADER = env.str("CACHE_PURGE_HEADER", default="Surrogate-Key")
WAGTAILFRONTENDCACHE: dict[str, dict[str, str]] = {}
"""Caches in front that are told what changed; Wagtail has backends for the usual CDNs."""
if CACHE_PURGE_URL:
    WAGTAILFRONTENDCACHE["default"] = {
        "BACKEND": "cms.api.purging.SurrogateKeys",
        "LOCATION": CACHE_PURGE_URL,
        "HEADER": CACHE_PURGE_HEADER,
    }
API_RATE = env.str("API_RATE", default="")
"""Requests that one client may make, such as ``600/m``; unset, any number."""
NINJA_NUM_PROXIES = env.int("PROXIES", default=0)
"""Proxies in front, whose word on the client's address is taken."""
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
"""What a Prometheus server sends to be told figures; unset, they are not told."""
METRICS_ON_LOOPBACK = False
"""Whether this machine is told them without a token: only where no proxy stands in front."""
PREVIEW_URL = env.str("PREVIEW_URL", default="")
"""Where the front end shows drafts; unset, previews are plain pages of this server."""
WAGTAIL_HEADLESS_PREVIEW = {
    "CLIENT_URLS": {"default": PREVIEW_URL} if PREVIEW_URL else {},
    "REDIRECT_ON_PREVIEW": False,
}
WAGTAILAPI_LIMIT_MAX = 100
TAGGIT_CASE_INSENSITIVE = True
X_FRAME_OPTIONS = "SAMEORIGIN"

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
        " PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;"
    ),
}
