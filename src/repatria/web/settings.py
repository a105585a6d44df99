"""All configuration, and the only place that reads the environment; see ``docs/reference/configuration.md``."""

import os
import secrets
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parent


def _case_folder() -> Path:
    named = os.environ.get("REPATRIA_CASE")
    return Path(named).resolve() if named else Path(tempfile.gettempdir()) / "repatria-no-case"


CASE_FOLDER = _case_folder()

# -- database: SQLite inside the case folder, or PostgreSQL -------------------------------------------


def _sqlite(path: Path) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            # Without IMMEDIATE a transaction that reads and then writes fails under load.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            # FULL: what was acknowledged survives a power cut, also in WAL mode.
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;"
            ),
        },
    }


def _postgresql(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("REPATRIA_DATABASE_URL: expected postgresql://user:password@host:port/name")
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or query.get("host", "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


_url = os.environ.get("REPATRIA_DATABASE_URL", "")
DATABASES = {"default": _postgresql(_url) if _url else _sqlite(CASE_FOLDER / "repatria.db")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- jobs in the background: a queue in the same database, so that a job and what asked for it are stored together --

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# -- what is installed ----------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_tasks",
    "django_tasks_db",
    "repatria.web.accounts",
    "repatria.web.journal",
    "repatria.web.jobs",
    "repatria.web.registry",
    "repatria.web.custody",
    "repatria.web.review",
    "repatria.web.laboratory",
    "repatria.web.exchanges",
    "repatria.web.cases",
]

MIDDLEWARE = [
    "repatria.web.middleware.SecureHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "repatria.web.middleware.OwnLanguage",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "repatria.web.urls"
WSGI_APPLICATION = "repatria.web.wsgi.application"
AUTH_USER_MODEL = "accounts.User"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "repatria.web.page.rights",
            ],
            "builtins": ["repatria.web.templatetags.repatria"],
        },
    },
]

# -- languages and time -----------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("uk", _("Ukrainian")), ("ru", _("Russian")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("REPATRIA_TIME_ZONE", "UTC")

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False


def _secret_key() -> str:
    """The key from the environment, or one kept in the case folder, made once with mode 0600."""
    if named := os.environ.get("REPATRIA_SECRET_KEY"):
        return named
    if not os.environ.get("REPATRIA_CASE"):
        return secrets.token_urlsafe(48)
    path = CASE_FOLDER / ".secret-key"
    if not path.exists() and CASE_FOLDER.is_dir():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii") if path.exists() else secrets.token_urlsafe(48)


SECRET_KEY = _secret_key()
DEBUG = False

# -- who may knock ----------------------------------------------------------------------------------------

LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = [name.strip() for name in os.environ.get("REPATRIA_HOSTS", "").split(",") if name.strip()] or LOOPBACK

# Behind a server that ends TLS: cookies only over https, HSTS, and the header by which it tells us.
BEHIND_TLS = os.environ.get("REPATRIA_HTTPS", "") == "1"
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_HSTS_SECONDS = 365 * 86_400 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_TLS
SECURE_HSTS_PRELOAD = BEHIND_TLS
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in ALLOWED_HOSTS] if BEHIND_TLS else []
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

SESSION_COOKIE_NAME = "repatria_session"
SESSION_COOKIE_AGE = 10 * 3_600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = BEHIND_TLS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "repatria_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_FAILURE_VIEW = "repatria.web.errors_views.csrf_failure"
LANGUAGE_COOKIE_NAME = "repatria_language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = BEHIND_TLS
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "account_login"

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Nobody signs up, no mail is sent: an administrator makes users and sets passwords.
ACCOUNT_ADAPTER = "repatria.web.accounts.adapters.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_USER_DISPLAY = "repatria.web.accounts.adapters.display_name"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

MFA_ADAPTER = "repatria.web.accounts.adapters.SealedMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Repatria"
MFA_TOTP_TOLERANCE = 1

# Passwords are counted here, over a restart too; codes of the second factor by allauth's own limits.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "repatria.web.accounts.adapters.name_tried"
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_SENSITIVE_PARAMETERS = ["login", "password", "code"]
AXES_VERBOSE = False

# -- what is logged: ids, counts and paths; paths carry ids only, because people search by POST -----------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_personal_data": {"()": "repatria.web.logging.NoPersonalData"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_personal_data"]},
    },
    "root": {"handlers": ["stderr"], "level": os.environ.get("REPATRIA_LOG_LEVEL", "WARNING")},
    # Django's own handlers would mail administrators a page with the request's body.
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "axes": {"handlers": [], "level": "ERROR", "propagate": True},
    },
}
# A report of a crash holds no values of variables or form fields.
DEFAULT_EXCEPTION_REPORTER_FILTER = "django.views.debug.SafeExceptionReporterFilter"
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 2**20
