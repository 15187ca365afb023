"""Settings of the reference project: PostgreSQL and Redis, each named by one URL.

``FACILITY_DATABASE_URL`` is ``postgresql://user:password@host:port/name`` (a query string
``?host=/folder`` names a Unix socket), ``FACILITY_REDIS_URL`` is what django-redis accepts.
"""

from __future__ import annotations

import os
from pathlib import Path

from facility.core.database_url import database_from_url

BASE_DIR = Path(__file__).resolve().parent

SECRET_KEY = os.environ.get(
    "FACILITY_SECRET_KEY", "not-secret: the reference project is never served"
)
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "facility.core",
    "facility.onboarding",
    "facility.peoples",
    "facility.activity",
    "facility.y_helpdesk",
    "facility.attendance",
    "facility.reports",
]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = "facility.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
    },
]

DATABASES = {
    "default": database_from_url(
        os.environ.get("FACILITY_DATABASE_URL", "postgresql://facility@localhost:5432/facility")
    ),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": os.environ.get("FACILITY_REDIS_URL", "redis://localhost:6379/0"),
        "KEY_PREFIX": "facility",
    },
}

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
