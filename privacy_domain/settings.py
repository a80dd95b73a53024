"""All settings, top to bottom, from the environment only."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF

from privacy_domain import env

BASE_DIR = Path(__file__).resolve().parent.parent

TESTING = env.flag("TESTING")
DEMO = env.flag("DEMO")
DEBUG = False

# ---------------------------------------------------------------- who we are
SECRET_KEY = env.secret("SECRET_KEY", "" if not (TESTING or DEMO) else "demo-and-tests-only-" + "0" * 40) or env.text("SECRET_KEY")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,testserver" if TESTING or DEMO else "")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
HTTPS = env.flag("HTTPS", default=not (TESTING or DEMO))

# ---------------------------------------------------------------- applications
INSTALLED_APPS = [
    "privacy_domain.apps.PrivacyDomainConfig",
    "privacy_domain.tenancy",
    "privacy_domain.crypto",
    "privacy_domain.audit",
    "privacy_domain.work",
    "privacy_domain.texts",
    "privacy_domain.people",
    "privacy_domain.letters",
    "privacy_domain.web",
    "privacy_domain.backoffice",
    "access.apps.AccessConfig",
    "consent.apps.ConsentConfig",
    "dossiers.apps.DossiersConfig",
    "retention.apps.RetentionConfig",
    "requests.apps.RequestsConfig",  # dotted: the bare name could find a library of that name
    "privacy_domain.desk",
    "privacy_domain.adoption",
    "django.contrib.admin.apps.SimpleAdminConfig",  # pages are found by privacy_domain.backoffice, ours only
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "guardian",
    "auditlog",
    "simple_history",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "privacy_domain.web.middleware.SecurityHeadersMiddleware",
    "privacy_domain.web.middleware.MethodsMiddleware",
    "privacy_domain.tenancy.middleware.MunicipalityMiddleware",  # from here on: one transaction, one municipality
    "retention.middleware.LedgerMiddleware",  # shut while a restored backup shows what was destroyed
    "privacy_domain.audit.middleware.OperationMiddleware",  # one number for all that a request does
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",  # who changed a setting, for its history
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "access.middleware.GateMiddleware",  # second factor, confidentiality, idle lock
    "privacy_domain.web.middleware.RefusalMiddleware",
    "privacy_domain.audit.middleware.RefusalRecorder",  # last, so that it sees an exception before anyone answers it
]

ROOT_URLCONF = "privacy_domain.urls"
OUTSIDE_URLCONF = "privacy_domain.web.outside"
WSGI_APPLICATION = "privacy_domain.wsgi.application"

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
                "privacy_domain.web.context.municipality",
                "access.presenters.frame",
            ],
        },
    }
]
FORM_RENDERER = "privacy_domain.web.renderer.HouseFormRenderer"

# ---------------------------------------------------------------- databases
_nowhere = "postgresql://nobody@127.0.0.1:1/none"  # commands that need no database start without one
DATABASES = {
    # one transaction per request is opened by the municipality's middleware; a view that fails rolls back to its savepoint
    "default": env.database("DATABASE_URL", _nowhere) | {"ATOMIC_REQUESTS": True},
    # the same database on a connection of its own: attempts and refusals outlive the transaction that was rolled back
    "attempts": env.database("DATABASE_URL", _nowhere),
    # the keys: another database with its own, short-lived backup
    "keys": env.database("KEYS_DATABASE_URL", _nowhere),
}
DATABASE_ROUTERS = ["privacy_domain.crypto.router.KeysRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
KEYS_MASTER_FILE = env.text("KEYS_MASTER_FILE", "")
# which random ids were destroyed: outside the databases and their backups
DESTRUCTION_LEDGER = env.text("DESTRUCTION_LEDGER", "")
# where `manage.py backup` puts the data and, apart and for a few days only, the keys; and the tools it does so with
BACKUP_FOLDER = env.text("BACKUP_FOLDER", "")
BACKUP_KEYS_FOLDER = env.text("BACKUP_KEYS_FOLDER", "")
BACKUP_KEYS_DAYS = env.integer("BACKUP_KEYS_DAYS", 7)
PG_BINDIR = env.text("PG_BINDIR", "")
# where a rehearsal unpacks the files of a backup; empty: where temporary files go
REHEARSAL_FOLDER = env.text("REHEARSAL_FOLDER", "")
# signed statements about the audit log, outside the database, and the key that signs them
AUDIT_CHECKPOINTS = env.text("AUDIT_CHECKPOINTS", "")
AUDIT_SIGNING_KEY_FILE = env.text("AUDIT_SIGNING_KEY_FILE", "")

# rate limits and other things that may be lost; in PostgreSQL, so that a stopped broker stops no login
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_entry"}}

# ---------------------------------------------------------------- sessions, cookies, security
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
IDLE_LOCK_SECONDS = env.integer("IDLE_LOCK_SECONDS", 15 * 60)
CLIENT_MODE_LOCK_SECONDS = env.integer("CLIENT_MODE_LOCK_SECONDS", 120)
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "privacy_domain.web.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # never names in a cookie
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 63072000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY") else None
TRUSTED_PROXIES = env.integer("TRUSTED_PROXIES", 0)
# not "no-referrer": browsers then send "Origin: null" with forms, and the protection against forged forms refuses them
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
        "object-src": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_HANDLERS = ["privacy_domain.uploads.memory.MemoryOnlyUploadHandler"]  # no temporary files
UPLOAD_MAX_BYTES = env.integer("UPLOAD_MAX_BYTES", 15 * 1024 * 1024)

# ---------------------------------------------------------------- accounts
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["access.auth_backend.GateBackend"]  # allauth's login by user name; permissions from the gate
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "privacy_domain.web.passwords.WorkplaceWordsValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "access:my_work"
ACCOUNT_ADAPTER = "access.adapter.AccountAdapter"
MFA_ADAPTER = "access.adapter.MFAAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_TOTP_ISSUER = "Privacyprotocol"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = TESTING or DEMO

# guardian: rows that a beheerder sees, lists and reviews; the gate alone decides
ANONYMOUS_USER_NAME = None
GUARDIAN_RAISE_403 = False

# auditlog: configuration and accounts only, names of fields rather than values that could be personal
AUDITLOG_INCLUDE_ALL_MODELS = False
AUDITLOG_DISABLE_REMOTE_ADDR = True
AUDITLOG_LOGENTRY_MODEL = "audit.ConfigurationEntry"
SIMPLE_HISTORY_HISTORY_ID_USE_UUID = True

# ---------------------------------------------------------------- language and time
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"

# ---------------------------------------------------------------- files
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if TESTING else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(BASE_DIR / ".local" / "media")))  # encrypted files only; never served

# ---------------------------------------------------------------- the queue: PostgreSQL holds the jobs, Redis is the doorbell
CELERY_BROKER_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "Europe/Amsterdam"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
    "max_retries": 0,  # a page does not wait for the bell
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# ---------------------------------------------------------------- mail and log
EMAIL_BACKEND = env.text(
    "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend" if not (TESTING or DEMO) else "django.core.mail.backends.locmem.EmailBackend"
)
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.integer("EMAIL_PORT", 25)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "noreply@localhost")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "privacy_domain.web.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "WARNING" if TESTING else "INFO")},
    "loggers": {
        "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "pikepdf": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
    },
}

SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # SecurityHeadersMiddleware sets X-Frame-Options, also where the page has none
    "auth.W004",  # a user name is unique within its municipality, and login happens within one
    "guardian.W001",  # guardian's rows are for review; permissions are answered by access.auth_backend
]
