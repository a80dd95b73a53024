"""Addresses: only random keys in them."""

from __future__ import annotations

from django.urls import path

from retention.views import certificates, keeping, lists

app_name = "retention"

urlpatterns = [
    path("bewaren/", keeping.desk, name="desk"),
    path("bewaren/wat-als/", keeping.what_if, name="what_if"),
    path("bewaren/aanhouding/<uuid:source_id>/", keeping.look_again, name="hold"),
    path("bewaren/aanhouding/<uuid:source_id>/langer/", keeping.renew, name="renew_hold"),
    path("bewaren/aanhouding/<uuid:source_id>/opheffen/", keeping.lift, name="lift_hold"),
    path("bewaren/lijst/nieuw/", lists.make, name="make_list"),
    path("bewaren/lijst/<uuid:source_id>/", lists.look, name="list"),
    path("bewaren/lijst/<uuid:source_id>/beoordelen/", lists.judge, name="judge_list"),
    path("bewaren/lijst/<uuid:source_id>/indienen/", lists.submit, name="submit_list"),
    path("bewaren/lijst/<uuid:source_id>/goedkeuren/", lists.approve, name="approve_list"),
    path("bewaren/lijst/<uuid:source_id>/terug/", lists.send_back, name="return_list"),
    path("bewaren/lijst/<uuid:source_id>/afbreken/", lists.abort, name="abort_list"),
    path("bewaren/lijst/<uuid:source_id>/pauzeren/", lists.pause, name="pause_list"),
    path("bewaren/lijst/<uuid:source_id>/verder/", lists.resume, name="resume_list"),
    path("bewaren/lijst/<uuid:source_id>/opnieuw/", lists.retry, name="retry_list"),
    path("bewaren/lijst/<uuid:source_id>/stoppen/", lists.stop, name="stop_list"),
    path("bewaren/lijst/<uuid:source_id>/verklaring/", certificates.look, name="certificate"),
    path("bewaren/lijst/<uuid:source_id>/verklaring/pdf/", certificates.pdf, name="certificate_pdf"),
    path("bewaren/lijst/<uuid:source_id>/verklaring/csv/", certificates.table, name="certificate_csv"),
    path("bewaren/logboek/", certificates.log, name="log"),
    path("bewaren/afsluiten/<uuid:source_id>/", keeping.closing_task, name="closing_task"),
    path("d/<uuid:ref>/bewaren/", keeping.dossier, name="dossier"),
    path("d/<uuid:ref>/bewaren/aanhouden/", keeping.hold, name="place_hold"),
    path("d/<uuid:ref>/bewaren/loopt-nog/", keeping.goes_on, name="goes_on"),
]
