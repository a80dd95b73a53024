"""Pages to compare the dossier's page with: the same rows as JSON from one bare statement, and the page as one would first write it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

_ROWS = """select json_build_object('dossier', to_json(d), 'person', to_json(p), 'team', to_json(t),
  'talks', (select json_agg(x) from dossiers_talk x where x.dossier_id = d.id),
  'consents', (select json_agg(x) from (select * from consent_consent c where c.matter_id = d.id order by asked_at desc limit 8) x),
  'involved', (select json_agg(x) from (
    select i.since, u.display_name, u.job_title from dossiers_involvement i join access_user u on u.id = i.user_id
    where i.dossier_id = d.id and i.until is null) x))::text
from dossiers_dossier d join people_person p on p.id = d.person_id join access_team t on t.id = d.team_id where d.id = %(ref)s"""

# as many as a plain Django project has; the rest of ours is part of what is measured
SEVEN = [
    "dev.bench.pages.addresses",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
]


def addresses(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: these addresses and no others, in no municipality."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.urlconf = __name__
        return get_response(request)

    return answer


@transaction.non_atomic_requests
def bare(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One statement and its text: no session, no account, no access, no log, no keys."""
    from privacy_domain.tenancy.statements import rows_of

    ((text,),) = rows_of(_ROWS, {"ref": ref}, using="bare")
    return HttpResponse(text, content_type="application/json")


def naive(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Rights by guardian, rows one by one, a signal of auditlog for each; the same words and the same template."""
    from auditlog.signals import accessed

    from consent.models import Consent
    from dev.bench.rivals import guardian_check
    from dossiers.models import Dossier, Involvement, Talk
    from dossiers.presenters import dossier as present
    from privacy_domain import clock

    dossier = Dossier.objects.get(pk=ref)
    user: Any = request.user
    if not guardian_check(user, dossier):
        raise Http404
    shown: list[Any] = [dossier, dossier.person, dossier.team]
    for model, which in ((Talk, {"dossier": dossier}), (Consent, {"matter_id": dossier.pk}), (Involvement, {"dossier": dossier})):
        shown += [model.objects.get(pk=row.pk) for row in model.objects.filter(**which)]
    shown += [row.user for row in shown if isinstance(row, Involvement)]
    for row in shown:
        accessed.send(type(row), instance=row)
    return render(request, "dossiers/overview.html", present.overview(dossier, user, clock.today()))


urlpatterns = [
    path("bench/bare/<uuid:ref>/", bare),
    path("bench/naive/<uuid:ref>/", naive),
    path("", include("privacy_domain.urls")),
]
