"""Addresses: only random keys in them, never a name, a BSN or a date of birth."""

from __future__ import annotations

from django.urls import path

from dossiers.views import (
    authorisation,
    colleague,
    course,
    disclosure,
    documents,
    dossier,
    drafts,
    duty,
    intake,
    items,
    looks,
    measurement,
    partners,
    people,
    plan,
    plan_work,
    rights,
    signing,
    tablet,
    talk,
    timeline,
)

app_name = "dossiers"

# one list per noun
dossier_urls = [
    path("casussen/", dossier.my_dossiers, name="list"),
    path("d/<uuid:ref>/", dossier.overview, name="overview"),
    path("d/<uuid:ref>/toestemmingen/", dossier.consents, name="consents"),
    path("stoppen/<uuid:source_id>/", dossier.stop_exchange, name="stop_exchange"),
    path("d/<uuid:ref>/toestemmingen/<uuid:consent_id>/intrekken/", dossier.withdraw, name="withdraw"),
]
access_urls = [
    path("toegang/", looks.desk, name="access_desk"),
    path("d/<uuid:ref>/wie-keek/", looks.looks, name="looks"),
    path("d/<uuid:ref>/wie-keek/brief/", looks.write_letter, name="looks_letter"),
    path("d/<uuid:ref>/wie-keek/brief/<uuid:letter_id>/", looks.letter_pdf, name="looks_pdf"),
    path("d/<uuid:ref>/toegang/", rights.rights, name="rights"),
    path("d/<uuid:ref>/toegang/uitsluiten/", rights.exclude, name="exclude"),
    path("d/<uuid:ref>/toegang/uitsluiting/<uuid:row_id>/", rights.end_exclusion, name="end_exclusion"),
    path("d/<uuid:ref>/toegang/autoriseren/", authorisation.authorise, name="authorise"),
    path("toegang/autorisaties/", authorisation.authorisations, name="authorisations"),
    path("toegang/autorisaties/<uuid:row_id>/blijft/", authorisation.keep, name="keep_authorisation"),
    path("toegang/autorisaties/<uuid:row_id>/stoppen/", authorisation.end, name="end_authorisation"),
    path("overdragen/<uuid:source_id>/", authorisation.take_over, name="take_over"),
    path("plicht/", duty.ask, name="ask_duty"),
    path("plicht/<uuid:source_id>/", duty.duty, name="duty"),
    path("plicht/<uuid:source_id>/verlenen/", duty.decide, {"act": "verlenen"}, name="grant_duty"),
    path("plicht/<uuid:source_id>/weigeren/", duty.decide, {"act": "weigeren"}, name="refuse_duty"),
    path("plicht/<uuid:source_id>/stoppen/", duty.decide, {"act": "stoppen"}, name="end_duty"),
    path("uitsluiting/<uuid:source_id>/", rights.reviewed_exclusion, name="review_exclusion"),
]
intake_urls = [
    path("intake/", intake.search, name="intake"),
    path("intake/nieuw/", intake.start, name="intake_start"),
    path("intake/informatie/", intake.information, name="information"),
    path("d/<uuid:ref>/mensen/", people.people, name="people"),
    path("d/<uuid:ref>/mensen/gezin-en-netwerk/", people.add_relative, name="add_relative"),
    path("d/<uuid:ref>/mensen/hulpverlener/", people.add_helper, name="add_helper"),
    path("d/<uuid:ref>/mensen/<uuid:relation_id>/weg/", people.end, name="end_relation"),
    path("d/<uuid:ref>/mensen/vertegenwoordiger/", people.represent, name="represent"),
    path("d/<uuid:ref>/mensen/vertegenwoordiger/<uuid:representation_id>/stoppen/", people.stop_representing, name="stop_representing"),
    path("d/<uuid:ref>/mensen/verwijzing/ingestemd/", people.agree_to_referral, name="agree_to_referral"),
    path("leeftijd/<uuid:source_id>/", people.task, name="age_task"),
]
disclosure_urls = [
    path("delen/mag-ik/", disclosure.may_i, name="may_i_share"),
    path("d/<uuid:ref>/delen/mag-ik/", disclosure.may_i_here, name="may_i_share_here"),
]
course_urls = [
    path("d/<uuid:ref>/verloop/", course.course, name="course"),
    path("d/<uuid:ref>/verloop/taak/", course.add_task, name="add_own_task"),
    path("taak/<uuid:source_id>/", course.task, name="own_task"),
    path("taak/<uuid:source_id>/klaar/", course.finish_task, name="finish_own_task"),
    path("d/<uuid:ref>/verloop/overdragen/", course.pass_on, name="pass_on"),
    path("d/<uuid:ref>/verloop/afsluiten/", course.close, name="close"),
    path("afsluiten/<uuid:source_id>/", course.close_task, name="close_task"),
    path("d/<uuid:ref>/gesloten/", course.closed, name="closed"),
    path("d/<uuid:ref>/verloop/overlijden/", course.death, name="record_death"),
    path("d/<uuid:ref>/verloop/verhuizing/", course.move, name="record_move"),
    path("doorgeven/<uuid:source_id>/", course.notify, name="notify_provider"),
    path("d/<uuid:ref>/gesprek/<uuid:talk_id>/stoppen/", course.stop, name="stop_talk"),
]
colleague_urls = [
    path("collega/", colleague.questions, name="colleague"),
    path("collega/vragen/", colleague.ask, name="ask_colleague"),
    path("collega/<uuid:source_id>/", colleague.question, name="colleague_question"),
    path("collega/<uuid:source_id>/antwoorden/", colleague.answer, name="answer_question"),
    path("collega/<uuid:source_id>/geen-antwoord/", colleague.decline, name="decline_question"),
    path("collega/<uuid:source_id>/verteld/", colleague.told, name="tell_question"),
    path("d/<uuid:ref>/collega/", colleague.exchanges, name="exchanges"),
    path("d/<uuid:ref>/collega/vragen/", colleague.ask_about, name="ask_about"),
]
item_urls = [
    path("d/<uuid:ref>/stukken/", items.items, name="items"),
    path("d/<uuid:ref>/stukken/nieuw/<slug:kind>/", items.add, name="add_item"),
    path("d/<uuid:ref>/stukken/concept/<str:page>/", items.save_draft, name="item_draft"),
    path("d/<uuid:ref>/stukken/zoeken/", items.search, name="search_items"),
    path("d/<uuid:ref>/stukken/afdrukken/", items.printed, name="print_items"),
    path("d/<uuid:ref>/stukken/verklaring/", items.state, name="add_statement"),
    path("d/<uuid:ref>/stukken/<uuid:item_id>/", items.item, name="item"),
    path("d/<uuid:ref>/stukken/<uuid:item_id>/verbeteren/", items.correct, name="correct_item"),
    path("d/<uuid:ref>/stukken/<uuid:item_id>/verklaring/", items.state, name="state_beside"),
    path("d/<uuid:ref>/stukken/<uuid:item_id>/bestand/", items.file, name="item_file"),
    path("d/<uuid:ref>/tijdlijn/", timeline.timeline, name="timeline"),
    path("afwijking/<uuid:source_id>/", timeline.departure, name="departure"),
]
plan_urls = [
    path("plannen/", plan.my_plans, name="plans"),
    path("plannen/evaluatie/<uuid:source_id>/", plan_work.task, name="evaluation_task"),
    path("d/<uuid:ref>/plan/", plan.plan, name="plan"),
    path("d/<uuid:ref>/plan/nieuw/", plan.start, name="plan_start"),
    path("d/<uuid:ref>/plan/afspraken/", plan.words, name="plan_words"),
    path("d/<uuid:ref>/plan/afgesproken/", plan.agree, name="plan_agree"),
    path("d/<uuid:ref>/plan/huishouden/", plan.household, name="plan_household"),
    path("d/<uuid:ref>/plan/huishouden/dossier/<uuid:other>/weg/", plan.leave, name="plan_leave"),
    path("d/<uuid:ref>/plan/huishouden/<uuid:row_id>/weg/", plan.take_out, name="plan_take_out"),
    path("d/<uuid:ref>/plan/activiteit/", plan_work.activity, name="plan_add_activity"),
    path("d/<uuid:ref>/plan/activiteit/<uuid:activity_id>/", plan_work.activity, name="plan_activity"),
    path("d/<uuid:ref>/plan/regie/", plan_work.direct, name="plan_direct"),
    path("d/<uuid:ref>/plan/regie/<uuid:row_id>/stoppen/", plan_work.end_direct, name="plan_end_direction"),
    path("d/<uuid:ref>/plan/evaluatie/", plan_work.evaluate, name="plan_evaluate"),
    path("d/<uuid:ref>/plan/evaluatie/dag/", plan_work.evaluation_day, name="plan_evaluation_day"),
    path("d/<uuid:ref>/plan/versies/", plan.versions, name="plan_versions"),
    path("d/<uuid:ref>/plan/afdrukken/", plan.printed, name="plan_print"),
    path("d/<uuid:ref>/plan/concept/<str:page>/", plan.save_draft, name="plan_draft"),
    path("d/<uuid:ref>/plan/beeindigen/", plan.end, name="plan_end"),
]
measurement_urls = [
    path("d/<uuid:ref>/meting/", measurement.measurements, name="measurements"),
    path("d/<uuid:ref>/meting/nieuw/", measurement.begin, name="begin_measurement"),
    path("d/<uuid:ref>/meting/<uuid:measurement_id>/", measurement.measurement, name="measurement"),
    path("d/<uuid:ref>/meting/<uuid:measurement_id>/gebied/<slug:area_code>/", measurement.area, name="measure_area"),
    path("d/<uuid:ref>/meting/<uuid:measurement_id>/gebied/<slug:area_code>/concept/", measurement.save_draft, name="area_draft"),
    path("d/<uuid:ref>/meting/<uuid:measurement_id>/gebied/<slug:area_code>/sluiten/", measurement.close, name="close_area"),
    path("d/<uuid:ref>/meting/<uuid:measurement_id>/afronden/", measurement.finish, name="finish_measurement"),
    path("d/<uuid:ref>/meting/<uuid:measurement_id>/stoppen/", measurement.drop, name="drop_measurement"),
]
talk_urls = [
    path("d/<uuid:ref>/gesprek/", dossier.prepare, name="prepare"),
    path("d/<uuid:ref>/gesprek/<uuid:talk_id>/", talk.task_list, name="talk"),
    path("d/<uuid:ref>/gesprek/<uuid:talk_id>/starten/", talk.start, name="start"),
    path("d/<uuid:ref>/gesprek/<uuid:talk_id>/zonder-toestemming/", talk.go_without, name="exception"),
    path("d/<uuid:ref>/gesprek/<uuid:talk_id>/afronden/", talk.finish, name="finish"),
    path("d/<uuid:ref>/gesprek/<uuid:talk_id>/concept/<str:step>/", drafts.save, name="draft"),
    path("d/<uuid:ref>/gesprek/<uuid:talk_id>/partners/<uuid:choice_id>/", partners.ask, name="partner"),
    path("d/<uuid:ref>/gesprek/<uuid:talk_id>/partners/<uuid:choice_id>/wat/", partners.describe, name="describe_partner"),
    path("d/<uuid:ref>/gesprek/<uuid:talk_id>/partners/<uuid:choice_id>/weg/", partners.drop, name="drop_partner"),
    path("d/<uuid:ref>/gesprek/<uuid:talk_id>/formulier/<uuid:form_id>/scherm/<str:holder>/", signing.on_screen, name="sign_screen"),
    path("d/<uuid:ref>/gesprek/<uuid:talk_id>/formulier/<uuid:form_id>/papier/", signing.on_paper, name="sign_paper"),
    path("d/<uuid:ref>/gesprek/<uuid:talk_id>/formulier/<uuid:form_id>/niet/<str:holder>/", signing.refuse, name="sign_refuse"),
    path("d/<uuid:ref>/gesprek/<uuid:talk_id>/formulier/<uuid:form_id>/pdf/", documents.form_pdf, name="form_pdf"),
    path("d/<uuid:ref>/gesprek/<uuid:talk_id>/uitleg.pdf", documents.information_pdf, name="information_pdf"),
    path("d/<uuid:ref>/gesprek/<uuid:talk_id>/brief.pdf", documents.receipt_pdf, name="receipt_pdf"),
    path("d/<uuid:ref>/gesprek/<uuid:talk_id>/aan-de-client/", tablet.give, name="give_tablet"),
    # two steps have a name of their own: they are the client's pages
    path("d/<uuid:ref>/gesprek/<uuid:talk_id>/controleren/", talk.step, {"step": "controleren"}, name="check"),
    path("d/<uuid:ref>/gesprek/<uuid:talk_id>/tekenen/", talk.step, {"step": "tekenen"}, name="sign"),
    path("d/<uuid:ref>/gesprek/<uuid:talk_id>/<str:step>/", talk.step, name="step"),
]

urlpatterns = [*dossier_urls, *access_urls, *intake_urls, *disclosure_urls, *colleague_urls, *course_urls, *item_urls, *plan_urls, *measurement_urls, *talk_urls]
