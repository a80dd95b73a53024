"""Addresses: only random keys in them."""

from __future__ import annotations

from django.urls import path

from requests.views import breaches, cases, desk, request

app_name = "subject_requests"

urlpatterns = [
    path("verzoeken/", desk.desk, name="desk"),
    path("verzoeken/weken/", desk.weeks, name="weeks"),
    path("verzoeken/nieuw/", desk.register, name="register"),
    path("verzoeken/agenda/", desk.make_feed, name="make_feed"),
    path("verzoeken/agenda/sluiten/", desk.end_feed, name="end_feed"),
    path("agenda/<str:secret>.ics", desk.feed, name="feed"),
    path("verzoeken/herinnering/<uuid:source_id>/", request.reminder, name="reminder"),
    path("verzoeken/toewijzen/<uuid:source_id>/", request.to_assign, name="to_assign"),
    path("verzoek/<uuid:request_id>/", request.look, name="request"),
    path("verzoek/<uuid:request_id>/agenda.ics", request.calendar, name="calendar"),
    path("verzoek/<uuid:request_id>/identiteit/", request.identify, name="identify"),
    path("verzoek/<uuid:request_id>/toewijzen/", request.assign, name="assign"),
    path("verzoek/<uuid:request_id>/stil/", request.stop, name="stop"),
    path("verzoek/<uuid:request_id>/verder/", request.restart, name="restart"),
    path("verzoek/<uuid:request_id>/verlengen/", request.extend, name="extend"),
    path("verzoek/<uuid:request_id>/verlengen/brief/", request.extension_letter, name="extension_letter"),
    path("verzoek/<uuid:request_id>/verlengen/verzonden/", request.extension_sent, name="extension_sent"),
    path("verzoek/<uuid:request_id>/eindigen/", request.end, name="end"),
    path("verzoek/<uuid:request_id>/te-laat/", request.late, name="late"),
    path("d/<uuid:ref>/verzoeken/", desk.of_client, name="of_client"),
    path("d/<uuid:ref>/verzoeken/nieuw/", desk.register_of_client, name="register_of_client"),
    path("iets-mis/", breaches.report, name="report_breach"),
    path("iets-mis/bewaren/", breaches.save, name="save_breach"),
    path("iets-mis/<uuid:source_id>/", breaches.look, name="breach"),
    path("iets-mis/<uuid:source_id>/maatregel/", breaches.measure, name="breach_measure"),
    path("iets-mis/<uuid:source_id>/risico/", breaches.assess, name="breach_assess"),
    path("iets-mis/<uuid:source_id>/toezichthouder/", breaches.tell_regulator, name="breach_regulator"),
    path("iets-mis/<uuid:source_id>/betrokkenen-inlichten/", breaches.tell_people, name="breach_people"),
    path("iets-mis/<uuid:source_id>/wie/", breaches.concerned, name="breach_concerned"),
    path("iets-mis/<uuid:source_id>/teksten/", breaches.texts, name="breach_texts"),
    path("iets-mis/<uuid:source_id>/afsluiten/", breaches.close, name="breach_close"),
    path("datalekken/", breaches.register, name="breach_register"),
    path("zaken/", cases.cases, name="cases"),
    path("zaken/nieuw/", cases.new, name="new_case"),
    path("zaken/<uuid:source_id>/", cases.look, name="case"),
    path("zaken/<uuid:source_id>/toewijzen/", cases.give, name="give_case"),
    path("zaken/<uuid:source_id>/stap/", cases.step, name="case_step"),
    path("zaken/<uuid:source_id>/verdagen/", cases.adjourn, name="adjourn_case"),
    path("zaken/<uuid:source_id>/volgende/", cases.next_stage, name="next_stage"),
    path("zaken/<uuid:source_id>/afsluiten/", cases.end, name="end_case"),
    path("zaken/<uuid:source_id>/teksten/", cases.texts, name="case_texts"),
]
