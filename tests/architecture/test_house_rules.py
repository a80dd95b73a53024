"""The house rules hold in every file, and each check bites: a snippet that breaks its rule is found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dev import house_rules
from dev.house_rules import Check, Finding, Source

EXCEPTIONS: dict[str, dict[str, str]] = {
    # check -> where (path, or path::function) -> reason. A reason that is no longer needed fails below.
    "one_clock": {},
    "no_signals": {},
    "imports_on_top": {},
    "use_case_signature": {
        "privacy_domain/tenancy/services.py::register": "a command makes a municipality before it has anyone who could act",
        "privacy_domain/tenancy/services.py::adopt": "the configuration log writes down who acted; no case data are touched",
    },
}


@pytest.fixture(scope="module")
def project() -> list[Source]:
    return list(house_rules.sources())


def findings(check: Check, project: list[Source]) -> Iterator[Finding]:
    for source in project:
        yield from check(source)


@pytest.mark.parametrize("check", house_rules.CHECKS, ids=lambda check: check.__name__)
def test_house_rule_holds_everywhere(check: Check, project: list[Source]) -> None:
    allowed = EXCEPTIONS.get(check.__name__, {})
    found = [str(finding) for finding in findings(check, project) if finding.where not in allowed]
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("name", EXCEPTIONS)
def test_exceptions_are_still_needed(name: str, project: list[Source]) -> None:
    used = {finding.where for finding in findings(getattr(house_rules, name), project)}
    assert set(EXCEPTIONS[name]) <= used
    assert all(EXCEPTIONS[name].values()), "an exception needs a reason"


def test_project_is_seen(project: list[Source]) -> None:
    paths = {source.path for source in project}
    assert {"privacy_domain/clock.py", "dev/house_rules.py", "docs/requirements.md", "run"} <= paths
    assert not any(path.startswith((".venv/", ".git/", ".local/")) for path in paths)


BROKEN = [
    (house_rules.file_length, "dossiers/models.py", "x = 1\n" * 401),
    (house_rules.file_length, "templates/base.html", "<p>\n" * 401),
    (house_rules.file_length, "static/js/long.js", "x()\n" * 401),
    (house_rules.drawer_names, "dossiers/utils.py", ""),
    (house_rules.drawer_names, "privacy_domain/common/dates.py", ""),
    (house_rules.drawer_names, "dev/helpers.py", ""),
    (house_rules.one_clock, "consent/services.py", "from datetime import datetime\nx = datetime.now()"),
    (house_rules.one_clock, "consent/services.py", "import datetime as dt\nx = dt.date.today()"),
    (house_rules.one_clock, "consent/models.py", "from django.utils import timezone as tz\nf(default=tz.now)"),
    (house_rules.one_clock, "privacy_domain/work.py", "import time\nx = time.time()"),
    (house_rules.one_clock, "privacy_domain/work.py", "from time import time\nx = time()"),
    (house_rules.one_clock, "consent/models.py", "made = DateTimeField(auto_now_add=True)"),
    (house_rules.one_clock, "consent/selectors.py", "from django.db.models.functions import Now\nf(until__gt=Now())"),
    (house_rules.no_signals, "access/models.py", "from django.dispatch import receiver"),
    (house_rules.no_signals, "access/apps.py", "from django.db.models.signals import post_save"),
    (house_rules.no_signals, "access/apps.py", "from allauth.account import signals"),
    (house_rules.no_signals, "access/apps.py", "from django.db import models\nmodels.signals.post_save.connect(f)"),
    (house_rules.docstrings, "consent/services.py", "def ask(*, by): ..."),
    (house_rules.docstrings, "consent/services/ask.py", "def ask(*, by): ..."),
    (house_rules.docstrings, "privacy_domain/people/selectors.py", "class Found: ..."),
    (house_rules.use_case_signature, "consent/services.py", "def ask(person, *, by): ..."),
    (house_rules.use_case_signature, "consent/services/ask.py", "def ask(*, person): ..."),
    (house_rules.use_case_signature, "consent/services.py", "def ask(*, by, person): ..."),
    (house_rules.use_case_signature, "privacy_domain/letters/services.py", "def draft(*, by, **rest): ..."),
    (house_rules.use_case_signature, "consent/services.py", "def ask(): ..."),
    (house_rules.explicit_form_fields, "consent/forms.py", "class F:\n class Meta:\n  fields = '__all__'"),
    (house_rules.explicit_form_fields, "consent/forms.py", "class F:\n class Meta:\n  exclude = ['bsn']"),
    (house_rules.explicit_form_fields, "access/admin.py", "class TeamAdmin(Admin):\n exclude = ['bsn']"),
    (house_rules.explicit_form_fields, "consent/views.py", "modelform_factory(Person, fields='__all__')"),
    (house_rules.no_unescaped_html, "consent/views.py", "from django.utils.safestring import mark_safe\nmark_safe(x)"),
    (house_rules.no_unescaped_html, "consent/views.py", "from django.utils import safestring as s\ns.mark_safe(x)"),
    (house_rules.no_unescaped_html, "templates/base.html", "<p>{{ note|safe }}</p>"),
    (house_rules.no_unescaped_html, "templates/base.html", "{% autoescape off %}"),
    (house_rules.imports_on_top, "consent/services.py", "def ask():\n    from dossiers import services"),
    (
        house_rules.imports_on_top,
        "consent/models.py",
        "class A:\n    def b(self):\n        if c:\n            import d",
    ),
    (house_rules.requests_import, "dossiers/services.py", "import requests"),
    (house_rules.requests_import, "retention/tasks.py", "from requests.services import register"),
    (house_rules.requests_import, "dev/demo.py", "from requests import get"),
]


@pytest.mark.parametrize(("check", "path", "text"), BROKEN, ids=lambda value: getattr(value, "__name__", None))
def test_broken_rule_is_found(check: Check, path: str, text: str) -> None:
    found = list(check(Source(path, text)))
    assert found
    assert all(finding.where.startswith(path) and finding.line >= 1 for finding in found)


def test_every_check_has_a_snippet_that_breaks_it() -> None:
    assert {check for check, _, _ in BROKEN} == set(house_rules.CHECKS)


ALLOWED = [
    (house_rules.file_length, "dossiers/models.py", "x = 1\n" * 400),
    (house_rules.file_length, "static/vendor/htmx.js", "x()\n" * 401),
    (house_rules.file_length, "dossiers/migrations/0001_initial.py", "x = 1\n" * 401),
    (house_rules.one_clock, "privacy_domain/clock.py", "from datetime import datetime\nx = datetime.now()"),
    (house_rules.one_clock, "dev/demo.py", "import time\nx = time.time()"),
    (house_rules.one_clock, "consent/services.py", "from privacy_domain import clock\nx = clock.now()"),
    (house_rules.one_clock, "privacy_domain/work.py", "import time\nx = time.monotonic()"),
    (house_rules.no_signals, "privacy_domain/celery.py", "from celery.signals import setup_logging"),
    (house_rules.docstrings, "consent/services.py", "def _ask(): ..."),
    (house_rules.docstrings, "consent/forms.py", "def ask(): ..."),
    (house_rules.use_case_signature, "consent/services.py", 'def ask(*, person, by): "..."'),
    (house_rules.use_case_signature, "consent/selectors.py", "def standing(person): ..."),
    (house_rules.explicit_form_fields, "consent/forms.py", "class F:\n class Meta:\n  fields = ['given']"),
    (house_rules.no_unescaped_html, "privacy_domain/web/x.py", "from django.utils.html import mark_safe\nmark_safe(x)"),
    (house_rules.no_unescaped_html, "templates/base.html", "{{ note|safe_date }} {% autoescape on %}"),
    (house_rules.imports_on_top, "access/apps.py", "class C:\n    def ready(self):\n        from access import checks"),
    (house_rules.imports_on_top, "access/models.py", "if TYPE_CHECKING:\n    from x import y"),
    (house_rules.requests_import, "privacy_domain/management/commands/seed_demo.py", "from requests import services"),
    (house_rules.requests_import, "requests/views.py", "from . import services"),
]


@pytest.mark.parametrize(("check", "path", "text"), ALLOWED, ids=lambda value: getattr(value, "__name__", None))
def test_kept_rule_is_left_alone(check: Check, path: str, text: str) -> None:
    assert list(check(Source(path, text))) == []
