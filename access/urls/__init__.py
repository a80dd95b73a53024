"""Addresses of this app, below the name `access`."""

from __future__ import annotations

from django.urls import path

from access.views import doors, login, work

app_name = "access"
urlpatterns = [
    path("", work.my_work, name="my_work"),
    path("mijn-toegang/", work.my_access, name="my_access"),
    path("mijn-toegang/andere-sessies/", work.end_other_sessions, name="end_other_sessions"),
    path("geheimhouding/", work.acknowledgement, name="acknowledgement"),
    path("tweede-factor/", login.enrol, name="enrol"),
    path("vergrendeld/", doors.lock, name="lock"),
    path("verborgen/", doors.hidden, name="hidden"),
    path("tablet-terug/", doors.leave_client_mode, name="leave_client_mode"),
    path("reden/<uuid:subject>/<slug:part>/", doors.state_reason, name="state_reason"),
    path("uitgelogd/", login.signed_out, name="signed_out"),
    path("demo/inloggen/<uuid:persona>/", login.demo_login, name="demo_login"),
    path("demo/ontgrendelen/", login.demo_unlock, name="demo_unlock"),
]
