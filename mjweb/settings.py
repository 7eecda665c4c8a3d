"""Django's settings, in reading order; every value that an operator may change comes from `mjweb.env`."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from mjweb import database, env
from mjweb.secret import secret_key

ENV = env.read()

# Where things are ---------------------------------------------------------------------------------------------------
BASE_DIR = env.ROOT
HOME = ENV.home
HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
PUBLIC_URL = ENV.public_url
_PUBLIC = urlsplit(PUBLIC_URL)

# The core -----------------------------------------------------------------------------------------------------------
SECRET_KEY = secret_key(HOME)
DEBUG = ENV.debug
ALLOWED_HOSTS = sorted({str(_PUBLIC.hostname), "localhost", "127.0.0.1"})
ROOT_URLCONF = "mjweb.urls"
WSGI_APPLICATION = "mjweb.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = ENV.time_zone
LANGUAGE_CODE = "en-gb"
USE_THOUSAND_SEPARATOR = True
LOCALE_PATHS = [BASE_DIR / "locale"]

INSTALLED_APPS = [
    "mjweb.gallery",
    "jobs",
    "mjweb.quotas",
    "mjweb.accounts",
    "mjweb",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    *(("allauth.socialaccount", "allauth.socialaccount.providers.openid_connect") if ENV.oidc_issuer else ()),
    "csp",
    "django_htmx",
    "django_q",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "mjweb.accounts.middleware.SignedIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "mjweb.quotas.context.credits",
                "jobs.context.live_jobs",
            ],
        },
    }
]

# The data -----------------------------------------------------------------------------------------------------------
DATABASES: dict[str, Any] = {"default": database.settings(ENV.database, HOME)}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": HOME / "cache"}}
STORAGES = {
    "default": {"BACKEND": "jobs.storage.Vault", "OPTIONS": {"location": HOME / "pictures"}},
    "staticfiles": {"BACKEND": "mjweb.statics.Statics"},
}
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("map", "webp", "png", "jpg", "woff2")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440  # 2.5 MB
DATA_UPLOAD_MAX_NUMBER_FILES = 1_000  # of an import; how many bytes they may have is bounded anyway
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6_000  # a selection of mjweb.gallery.handover.selection.MOST pictures, and some more
# The first one bounds the whole body: 2.5 MB too, but for the views that `mjweb.bodies.takes_pictures` marks.
FILE_UPLOAD_HANDLERS = [
    "mjweb.bodies.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# People and sign-in -------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "create:index"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "mjweb.accounts.adapter.Adapter"
USERSESSIONS_ADAPTER = "mjweb.accounts.adapter.Sessions"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SIGNUP_FORM_CLASS = "mjweb.accounts.sign_up.NameForm"
ACCOUNT_USER_DISPLAY = "mjweb.accounts.models.display_name"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "mjweb"
# Chromium treats localhost as secure; allauth needs to be told.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = _PUBLIC.scheme == "http"
if ENV.oidc_issuer:
    # Importable only where the apps above are installed; tests/mjweb/accounts/oidc walks through it on such a site.
    _OIDC = "mjweb.accounts.oidc"
    SOCIALACCOUNT_ADAPTER = f"{_OIDC}.provider.SocialAdapter"
    # Accounts are joined by addresses that the provider has verified, and by no others.
    SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
    # A form that leads to another host is what our policy forbids; the way there changes nothing here.
    SOCIALACCOUNT_LOGIN_ON_GET = True
    SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
        "openid_connect": {
            "provider_class": f"{_OIDC}.provider.Provider",
            "APPS": [
                {
                    "provider_id": "sso",
                    "name": ENV.oidc_name or "OpenID",
                    "client_id": ENV.oidc_client_id,
                    "secret": ENV.oidc_client_secret,
                    "settings": {"server_url": ENV.oidc_issuer, "oauth_pkce_enabled": True},
                }
            ],
        }
    }

# Mail: every one is a row first, see mjweb/accounts/outbox.py ------------------------------------------------------
EMAIL_BACKEND = "mjweb.accounts.outbox.Outbox"
MAIL_BACKEND = f"django.core.mail.backends.{'smtp' if ENV.smtp else 'console'}.EmailBackend"
DEFAULT_FROM_EMAIL = ENV.mail_from or f"mjweb <mjweb@{_PUBLIC.hostname}>"
EMAIL_TIMEOUT = 15
if ENV.smtp:
    EMAIL_HOST, EMAIL_PORT = ENV.smtp.host, ENV.smtp.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = ENV.smtp.user, ENV.smtp.password
    EMAIL_USE_SSL, EMAIL_USE_TLS = ENV.smtp.scheme == "smtps", ENV.smtp.scheme == "smtp"

# Cookies and headers ------------------------------------------------------------------------------------------------
_SECURE = _PUBLIC.scheme == "https"
SESSION_COOKIE_NAME = "__Host-session" if _SECURE else "mjweb_session"
CSRF_COOKIE_NAME = "__Host-csrf" if _SECURE else "mjweb_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_FAILURE_VIEW = "mjweb.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [f"{_PUBLIC.scheme}://{_PUBLIC.netloc}"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 7 * 24 * 3600 if _SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _SECURE else None
SECURE_SSL_REDIRECT = _SECURE
SECURE_REDIRECT_EXEMPT = [r"^health/"]
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # Only custom properties that carry data (--p, --ar, --ph); a test holds that.
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# The queue ----------------------------------------------------------------------------------------------------------
# Tasks are hints: they say "look at the table now". The figures follow docs/job-lifecycle.md.
REDIS_URL = ENV.redis.url if ENV.redis else ""
Q_CLUSTER: dict[str, Any] = {
    "name": "mjweb",  # also the salt of every signature: never change it
    "orm": "default",
    "broker_class": "jobs.courier.Courier" if REDIS_URL else "jobs.broker.Peek",
    "redis": REDIS_URL,
    "bulk": 1,
    "max_attempts": 3,
    "ack_failures": True,
    "guard_cycle": 0.5,
    "catch_up": False,
    "scheduler": False,
    "save_limit": 100,
    "label": _("Queue"),
    "ALT_CLUSTERS": {
        # Two workers: while one waits for its last answers, the other takes what comes in. A turn, an upload begun at
        # its end and a sending begun at the end of that all fit into the timeout (jobs.times). Uploads grow a worker.
        "dispatch": {
            "workers": 2,
            "queue_limit": 1,
            "timeout": 270,
            "retry": 300,
            "poll": 0.025,
            "recycle": 500,
            "max_rss": 600_000,
        },
        "media": {
            "workers": ENV.media_workers,
            "queue_limit": ENV.media_workers,
            "timeout": 120,
            "retry": 400,
            "poll": 0.05,
            "recycle": 500,
            "max_rss": 600_000,
        },
    },
    "workers": 1,
    "timeout": 30,
    "retry": 120,
}

# What floors above the follower's give it to do now and then.
CHORES = ("mjweb.gallery.handover.arriving.sweep", "mjweb.gallery.retention.sweep")

# The work -----------------------------------------------------------------------------------------------------------
DEFAULT_VERSION = ENV.default_version
DEFAULT_ALLOWANCE = ENV.allowance * 1000  # thousandths of a unit
FIRST_ALLOWANCE = 1_000_000
MAX_QUEUE = ENV.max_queue
ONCE_DAYS = ENV.once_days  # for so long what a team has made is shown before the same is made again; 0: never
MOST_REFUSED = ENV.refusals  # prompts of one person whose words an image service may refuse in 24 hours; 0: any number
API_CORS = ENV.api_cors
BLOCKED_WORDS = ENV.blocked_words  # words and phrases that no prompt may hold
MOST_IMPORT = ENV.import_mb * 1_000_000  # bytes of what is imported in one go
LICENCE_NOTE = ENV.licence_note  # what is written into pictures that leave the house
MOST_UPLOAD = ENV.upload_mb * 1_000_000  # bytes of one picture that a person brings
PACE = ENV.pace
FAULTS = ENV.faults

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"jobs": {"level": "INFO"}, "mjweb": {"level": "INFO"}, "django-q": {"level": "WARNING"}},
}
