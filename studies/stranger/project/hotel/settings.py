SECRET_KEY = "not a secret: this project is never deployed"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "rooms"]
ROOT_URLCONF = "hotel.urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "hotel"}}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://localhost:6379/1",
    }
}
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
