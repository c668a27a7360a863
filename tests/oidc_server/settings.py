"""Settings of the server; the environment names its folder, its private key and where its client's way back is."""

import os
from pathlib import Path

FOLDER = Path(os.environ["OIDC_FOLDER"])
SECRET_KEY = "of-the-test-server-only-0123456789012345678901234567890123"
DEBUG = True
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.idp.oidc",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
ROOT_URLCONF = "tests.oidc_server.urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "server.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
IDP_OIDC_PRIVATE_KEY = (FOLDER / "key.pem").read_text()
IDP_OIDC_ADAPTER = "tests.oidc_server.adapter.Adapter"
