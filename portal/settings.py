"""Settings of the portal: one file, values from the environment, safe when nothing is set.

Every value that an installation may set is read through ``text``, ``flag`` or ``number`` below; README lists them.
Code asks ``django.conf.settings``; nothing else reads the environment.
"""

import os
import sys
from datetime import date, timedelta
from importlib.util import find_spec
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _


def text(name, default=None, *, hint=""):
    """Return the environment's value of ``name``; stop with ``hint`` where it is missing and has no default."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. {hint}")
    return value


def flag(name, default):
    """Return a yes-or-no value: 1, true, yes, on or 0, false, no, off."""
    value = os.environ.get(name, "").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    if value == "":
        return default
    raise ImproperlyConfigured(f"{name} is {value!r}. Set it to 1 or 0.")


def number(name, default):
    """Return a whole number."""
    value = os.environ.get(name, "")
    if value == "":
        return default
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is {value!r}. Set it to a whole number, such as {default}.")
    return int(value)


def hour(name, default):
    """Return an hour of the day, 0 to 23."""
    value = number(name, default)
    if value > 23:
        raise ImproperlyConfigured(f"{name} is {value}. Set it to an hour of the day, 0 to 23.")
    return value


def minutes(name, default):
    """Return so many minutes, one at least."""
    value = number(name, default)
    if not value:
        raise ImproperlyConfigured(f"{name} is 0. Set it to a number of minutes, such as {default}.")
    return value


def days(name):
    """Return the days of a list with commas, of days and spans: 2027-02-05:2027-02-11,2027-04-16."""
    found = set()
    for part in filter(None, text(name, "").replace(" ", "").split(",")):
        try:
            first, last = (date.fromisoformat(each) for each in (part.split(":") * 2)[:2])
        except ValueError:
            raise ImproperlyConfigured(
                f"{name} has {part!r}. Set it to days and spans, such as 2027-02-05:2027-02-11,2027-04-16."
            ) from None
        found |= {first + timedelta(n) for n in range((last - first).days + 1)}
    return frozenset(found)


def whole_numbers(name, default):
    """Return whole numbers, which may be negative, from a list with commas; empty gives none."""
    value = text(name, default)
    try:
        return sorted({int(part) for part in value.split(",") if part.strip()}, reverse=True)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}. Set it to whole numbers, such as {default}.") from None


BASE_DIR = Path(__file__).resolve().parent.parent

# Everything the portal writes lives here: database, files, logs, the secret of a machine set up by bin/setup.
VAR_DIR = Path(text("PORTAL_VAR", str(BASE_DIR / "var"))).resolve()


def kept_secret():
    """Return the secret that bin/setup keeps in ``var/secret``."""
    secret_file = VAR_DIR / "secret"
    if not secret_file.exists():
        raise ImproperlyConfigured(
            "PORTAL_SECRET is not set. On a server set it to a long random text and keep it; "
            "on your own machine run bin/setup, which keeps one in var/secret."
        )
    return secret_file.read_text().strip()


DEBUG = flag("PORTAL_DEBUG", False)
TESTING = "pytest" in sys.modules
SECRET_KEY = get_random_secret_key() if TESTING else (os.environ.get("PORTAL_SECRET") or kept_secret())
ALLOWED_HOSTS = [h for h in text("PORTAL_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if h]
CSRF_TRUSTED_ORIGINS = [o for o in text("PORTAL_ORIGINS", "").split(",") if o]

# Printed on issued papers, with a QR, so that whoever holds one finds the page that checks it.
ADDRESS = text("PORTAL_ADDRESS", "").rstrip("/")
if ADDRESS and not ADDRESS.startswith(("http://", "https://")):
    raise ImproperlyConfigured(f"PORTAL_ADDRESS is {ADDRESS!r}. Set it to a whole address: https://cong.example.vn")

# What seals secrets before they are stored: the first one seals, all of them open. Left empty, the secret above does.
SEAL_KEYS = [k for k in text("PORTAL_SEAL_KEYS", "").split(",") if k] or [SECRET_KEY]

# HTTPS is on wherever the portal answers to a name of its own; bin/run serves plain http on this machine only.
HTTPS = flag("PORTAL_HTTPS", not set(ALLOWED_HOSTS) <= {"127.0.0.1", "localhost", "[::1]"})
TRUSTED_PROXIES = number("PORTAL_TRUSTED_PROXIES", 0)

# ── Parts ────────────────────────────────────────────────────────────────────────────────────────────────────────────

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "portal.apps.ServedFilesConfig",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "csp",
    "lucide",
    "import_export",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_q",
    "portal.audit",
    "portal.printing",
    "portal.jobs",
    "portal.directory",
    "portal.resolutions",
    "portal.notifications",
    "portal.privacy",
    "commitments",
    "evaluations",
    "portal.apps.PortalConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.middleware.WholeAddressMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.middleware.NotKeptMiddleware",
    "portal.middleware.SignInAgainMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.middleware.WhereFromMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "portal.entrance.StandingMiddleware",
    "portal.entrance.SecondFactorMiddleware",
    "portal.entrance.NoticeMiddleware",
    "portal.middleware.NoLongerSeenMiddleware",
    "portal.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "lucide.templatetags.lucide",
                "portal.templatetags.look",
                "portal.templatetags.mending",
            ],
        },
    }
]

# Our templates of controls come before Django's (templates/django/forms/widgets).
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# ── Data ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

DATABASES = {
    "default": dj_database_url.parse(text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'portal.sqlite3'}"), conn_max_age=60)
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["OPTIONS"] = {
        # Without IMMEDIATE two writers that both began by reading fail at once instead of waiting.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }

# Rate limits must be shared by all web processes, so the cache is in the database unless there is a Redis.
CACHE_URL = text("PORTAL_CACHE_URL", "")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
    if CACHE_URL
    # Above Django's 300 entries it would drop counts of tries that still hold, on any day with so many visitors.
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    # django-q2 writes down every second how it is; nobody reads it, and SQLite has one writer at a time.
    "worker": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "worker"},
}

# ── Jobs ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

QUEUE_URL = text("PORTAL_QUEUE_URL", "")
for name, url, what in (("PORTAL_QUEUE_URL", QUEUE_URL, "the queue"), ("PORTAL_CACHE_URL", CACHE_URL, "the cache")):
    if url and not find_spec("redis"):
        raise ImproperlyConfigured(
            f"{name} names a Redis, but the package redis is not installed. "
            f"Install it (.venv/bin/python -m pip install redis), or leave {what} in the database."
        )
WORKERS = number("PORTAL_WORKERS", 2)
if not WORKERS:
    raise ImproperlyConfigured("PORTAL_WORKERS is 0. Set it to 1 or more: without a worker no job is ever done.")
Q_CLUSTER = {
    "name": "portal",
    **({"redis": QUEUE_URL} if QUEUE_URL else {"orm": "default"}),
    "workers": WORKERS,
    # A chunk takes a minute or two; one that hangs is broken off.
    "timeout": 300,
    # A task may wait behind one that runs to its end, and was fetched before: only then is it surely lost.
    "retry": 900,
    # Fetched ahead as little as can be: what waits in the memory of a worker that is killed waits longest.
    "queue_limit": 1,
    "bulk": 1,
    # Our own sweep tries again, with a count of its own (portal.jobs.running): a failed task is not delivered again.
    "ack_failures": True,
    "max_attempts": 1,
    "save_limit": -1,  # the job is the record; only failures of the machinery itself are kept
    "catch_up": False,
    "poll": 0.5,
    "guard_cycle": 1,
    "recycle": 100,
    "max_rss": 600_000,  # kB
    "cache": "worker",
    "label": "Jobs",
}
JOB_RESULT_DAYS = 7

# ── Rounds of the workers ────────────────────────────────────────────────────────────────────────────────────────────

SWEEP_MINUTES = minutes("PORTAL_SWEEP_MINUTES", 1)  # jobs that a killed worker left
ROLL_UP_MINUTES = minutes("PORTAL_ROLL_UP_MINUTES", 1)  # figures of the organisations above
FOLLOW_ACTS_MINUTES = minutes("PORTAL_FOLLOW_ACTS_MINUTES", 10)  # transfers and posts whose day has come
SEAL_MINUTES = minutes("PORTAL_SEAL_MINUTES", 15)  # the audit trail
DROP_UPLOADS_MINUTES = minutes("PORTAL_DROP_UPLOADS_MINUTES", 60)  # lists that were never confirmed
TIDY_HOUR = hour("PORTAL_TIDY_HOUR", 2)  # what was kept long enough goes at night

# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────────────────

MEDIA_ROOT = VAR_DIR / "files"
STATIC_ROOT = VAR_DIR / "static"
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "portal.storage.OneStylesheetStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING
FONT_DIR = VAR_DIR / "fonts"
# An office with a licence for Times New Roman puts the four files here instead of the free face.
OFFICE_FONT_DIR = text("PORTAL_OFFICE_FONTS", "")

DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "portal.uploads.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
IMPORT_MAX_BYTES = 10 * 1024 * 1024
# Lists of people, posts and organisations, which a worker reads: 250,000 people with thirteen columns take 16 MB.
LONG_LIST_MAX_BYTES = number("PORTAL_LONG_LIST_MAX_MB", 40) * 1024 * 1024

# How much the files of evidence of one person may take together.
EVIDENCE_QUOTA_BYTES = number("PORTAL_EVIDENCE_QUOTA_MB", 500) * 1024 * 1024

# ── Keeping ──────────────────────────────────────────────────────────────────────────────────────────────────────────

# What was written in programs and self-assessments stays for so many whole years after its own; levels stay for ever.
KEEP_CONTENT_YEARS = number("PORTAL_KEEP_CONTENT_YEARS", 5)
if KEEP_CONTENT_YEARS < 3:
    raise ImproperlyConfigured(
        f"PORTAL_KEEP_CONTENT_YEARS is {KEEP_CONTENT_YEARS}. Set it to 3 or more: "
        "the member's file keeps the self-reviews of the last three years."
    )
KEEP_NOTICES_DAYS = number("PORTAL_KEEP_NOTICES_DAYS", 365)
# What a list changed, with the data that people had before, is kept so long to undo it.
KEEP_UNDO_DAYS = number("PORTAL_KEEP_UNDO_DAYS", 90)
# Files that a restore put aside, as the backup did not know them: time enough to find out whether one is missed.
KEEP_ASIDE_DAYS = number("PORTAL_KEEP_ASIDE_DAYS", 30)
# Public holidays that are set anew for each year: Tết, the Hùng Kings' day, days made up for.
HOLIDAYS = days("PORTAL_HOLIDAYS")
# Delete every day what was kept long enough; else somebody does it by manage.py purge.
PURGE = flag("PORTAL_PURGE", False)

# What /healthz calls behind: less room on a disk, no backup for so long (0: not watched), no sign of a worker.
LEAST_FREE_BYTES = number("PORTAL_LEAST_FREE_MB", 1024) * 1024 * 1024
BACKUP_HOURS = number("PORTAL_BACKUP_HOURS", 0)
WORKER_MINUTES = number("PORTAL_WORKER_MINUTES", 5)

# ── People and sign-in ───────────────────────────────────────────────────────────────────────────────────────────────

AUTH_USER_MODEL = "directory.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login_name", "full_name", "email", "phone")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "portal.directory.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email", "phone"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login_name"
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "phone", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/10m/key",
    "reset_password": "20/m/ip,5/m/key",
    # A cell that activates its accounts together comes from one address.
    "activation_failed": "60/10m/ip,10/10m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
USERSESSIONS_TRACK_ACTIVITY = False

# Offices need a second factor beside the password; bin/run leaves it off for the sample, and every page says so.
SECOND_FACTOR = flag("PORTAL_SECOND_FACTOR", not TESTING)
MFA_ADAPTER = "portal.directory.second_factor.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {"activate_totp": "portal.directory.second_factor.ActivateAppForm"}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are kept by the office; few have one
MFA_TOTP_TOLERANCE = 1  # thirty seconds: clocks of phones and of servers without a network differ
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers themselves allow it on this machine only

SESSION_COOKIE_AGE = 60 * 60 * 10
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # a load balancer asks on the inside, without TLS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
# Other names below the office's domain are not ours to bind, and a browser's preload list cannot be left again.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Signing in through an OpenID Connect server, where the province has one. It is linked on one claim that the server
# vouches for, compared with one field of the person: "email:email", "citizen_id:personal_id".
OIDC_SERVER = text("PORTAL_OIDC_SERVER", "")
OIDC_NAME = text("PORTAL_OIDC_NAME", "Hệ thống xác thực của tỉnh")
OIDC_MATCH = tuple(text("PORTAL_OIDC_MATCH", "email:email").split(":"))
if len(OIDC_MATCH) != 2 or OIDC_MATCH[1] not in {"login_name", "email", "phone", "card_no", "personal_id"}:
    raise ImproperlyConfigured(
        f"PORTAL_OIDC_MATCH is {':'.join(OIDC_MATCH)!r}. Set it to a claim and a field, such as email:email; "
        "fields are login_name, email, phone, card_no, personal_id."
    )
if OIDC_SERVER and not OIDC_SERVER.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
    raise ImproperlyConfigured(f"PORTAL_OIDC_SERVER is {OIDC_SERVER!r}. It has to be an https address.")
OIDC_GIVEN = "PORTAL_OIDC_SERVER needs it: the server gave it to the portal."
SOCIALACCOUNT_ADAPTER = "portal.directory.sso.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": OIDC_NAME,
                "client_id": text("PORTAL_OIDC_CLIENT", hint=OIDC_GIVEN),
                "secret": text("PORTAL_OIDC_SECRET", hint=OIDC_GIVEN),
                "settings": {
                    "server_url": OIDC_SERVER,
                    "scope": text("PORTAL_OIDC_SCOPE", "openid profile email").split(),
                },
            }
        ]
        if OIDC_SERVER
        else [],
    }
}

# The committee's own notice on personal data, as plain text; without one the portal shows a text to begin with.
NOTICE_FILE = text("PORTAL_NOTICE_FILE", "")
if NOTICE_FILE and not Path(NOTICE_FILE).is_file():
    raise ImproperlyConfigured(f"PORTAL_NOTICE_FILE is {NOTICE_FILE!r}, where there is no file. Name a text file.")

# Whom to call, in the foot of every page: "đồng chí …, Văn phòng Đảng ủy: 0237 …".
HELP_LINE = text("PORTAL_HELP_LINE", "")

# ── Mail ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

EMAIL_HOST = text("PORTAL_MAIL_HOST", "")
EMAIL_PORT = number("PORTAL_MAIL_PORT", 25)
EMAIL_HOST_USER = text("PORTAL_MAIL_USER", "")
EMAIL_HOST_PASSWORD = text("PORTAL_MAIL_PASSWORD", "")
EMAIL_USE_SSL = EMAIL_PORT == 465  # the port that begins with TLS; on others it is asked for
EMAIL_USE_TLS = flag("PORTAL_MAIL_TLS", bool(EMAIL_HOST_USER)) and not EMAIL_USE_SSL
EMAIL_TIMEOUT = 20
# What the mail server does not take is kept and tried again.
EMAIL_BACKEND = "portal.notifications.post.KeepingBackend"
MAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "django.core.mail.backends.filebased.EmailBackend"
)
MAIL_MINUTES = minutes("PORTAL_MAIL_MINUTES", 5)
MAIL_DAYS = number("PORTAL_MAIL_DAYS", 3)
EMAIL_FILE_PATH = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = text("PORTAL_MAIL_FROM", "cong-dang-ky@localhost")

# ── Reminders ────────────────────────────────────────────────────────────────────────────────────────────────────────

# Days before a deadline on which people are reminded of it; negative: days after.
REMIND_DAYS = whole_numbers("PORTAL_REMIND_DAYS", "7,1,-1")
REMIND_HOUR = hour("PORTAL_REMIND_HOUR", 7)
# The letter that gathers what came in a day or a week, for those who chose it; 0 is Monday.
DIGEST_HOUR = hour("PORTAL_DIGEST_HOUR", 7)
DIGEST_WEEKDAY = number("PORTAL_DIGEST_WEEKDAY", 0)
# Whoever was reminded by hand is left in peace for so many days.
NUDGE_DAYS = number("PORTAL_NUDGE_DAYS", 3)

# ── Language, time, numbers ──────────────────────────────────────────────────────────────────────────────────────────

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
# bin/setup compiles portal/locale/*.po to here.
LOCALE_PATHS = [VAR_DIR / "locale"]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
FORMAT_MODULE_PATH = ["portal.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# ── Logs ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"fontTools": {"level": "WARNING"}, "django-q": {"level": "WARNING"}},
}
