"""Production: PostgreSQL, Redis or Valkey, any number of machines; all secrets from outside."""

from __future__ import annotations

from .base import *  # noqa: F403
from .env import archive_url, env

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
DATABASES = {"default": env.db_url("DATABASE_URL")}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

BROKER_URL = env.str("REDIS_URL")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": BROKER_URL}
}
NINJA_NUM_PROXIES = env.int("PROXIES", default=1)
ARCHIVE_URL = archive_url(env.str("ARCHIVE_URL"))
STORAGE_URL = env.str("STORAGE_URL")
MEDIA_ROOT = STORAGE_URL
STATIC_ROOT = env.str("STATIC_ROOT", default="") or STATIC_ROOT  # noqa: F405
WAGTAILADMIN_BASE_URL = env.str("BASE_URL", default="") or f"https://{ALLOWED_HOSTS[0]}"
CSRF_TRUSTED_ORIGINS = [WAGTAILADMIN_BASE_URL]

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_CONTENT_TYPE_NOSNIFF = True
# Wagtail's previews and the comparison of the desk show pages of ours in a frame of ours.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
