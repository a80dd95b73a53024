"""Rows and small facts for the pages of a talk."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from consent.models import ConsentForm
from consent.states import ConsentState, Scope
from dossiers.models import Participant, PartnerChoice, Talk
from dossiers.policies import TalkPlan
from dossiers.presenters.talk import HOLDERS, consent_line, exception_known, seat_names, step_url
from dossiers.presenters.words import CATEGORIES, OCCASIONS, category_words, enumeration
from dossiers.states import Capacity, Step, TalkState
from privacy_domain.letters import selectors as letters
from privacy_domain.people import presenters as people
from privacy_domain.protocols.types import Category, Occasion


def seats(talk: Talk) -> list[dict[str, str]]:
    """Who was recorded at the table; before that the client, filled in and correctable."""
    recorded = [{"name": row.name, "capacity": row.capacity, "language": row.language} for row in Participant.objects.filter(talk=talk)]
    return recorded or [{"name": people.display_name(talk.person), "capacity": Capacity.CLIENT, "language": ""}]


def typed_seats(data: Mapping[str, Any]) -> list[dict[str, str]]:
    """What was typed in the table's form, sent or saved, for showing it again."""
    rows = []
    for number in range(12):
        row = {name: data.get(f"seat-{number}-{name}", "") for name in ("name", "capacity", "language")}
        if any(row.values()):
            rows.append(row)
    return rows


def fingerprint(values: Mapping[str, str]) -> str:
    """A short mark of these texts: another mark, another text. Says nothing about what they are."""
    return hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()[:16]


def interpreter(talk: Talk) -> Participant | None:
    """The interpreter at the table, if there is one."""
    found: Participant | None = Participant.objects.filter(talk=talk, capacity=Capacity.INTERPRETER).first()
    return found


def standing_agreement(plan: TalkPlan) -> Any:
    """The answer on agreement so far, as a line, or None."""
    found = plan.where.latest(Scope.ORDINARY, Category.NAW)
    return consent_line(found) if found else None


def special_before(plan: TalkPlan) -> dict[str, Any]:
    """What was judged on special data before in this talk."""
    chosen = [c for consent in plan.where.consents if consent.scope == Scope.SPECIAL and consent.partner_id is None for c in consent.categories]
    return {"reason": plan.talk.special_reason, "categories": sorted(set(chosen))}


def closed_categories(plan: TalkPlan) -> list[dict[str, Any]]:
    """Special data for which this protocol gives no ground at all, each with its sentence and article (Opsterland 11)."""
    return [{"label": CATEGORIES[code], "decision": asking.decision} for code, asking in plan.special.items() if not asking.possible]


def exception_url(plan: TalkPlan) -> str:
    """The page for going on without consent; empty where this protocol does not know that way."""
    return reverse("dossiers:exception", args=[plan.talk.dossier_id, plan.talk.pk]) if exception_known(plan) else ""


def partner_row(choice: PartnerChoice) -> dict[str, Any]:
    """One partner on the list."""
    arguments = [choice.dossier_id, choice.talk_id, choice.pk]
    described = bool(choice.items and choice.purpose)
    answer = ConsentState(choice.consent.state).label if choice.consent else choice.get_outcome_display()
    return {
        "id": choice.pk,
        "name": choice.partner.name,
        "occasion": OCCASIONS[Occasion(choice.occasion)] if choice.occasion else "",
        "what": enumeration(category_words(choice.items)),
        "why": choice.purpose,
        "until": choice.valid_until,
        "answer": answer,
        "open": choice.outcome == PartnerChoice.Outcome.OPEN,
        "described": described,
        "ask_url": reverse("dossiers:partner", args=arguments) if described else "",
        "describe_url": reverse("dossiers:describe_partner", args=arguments),
        "drop_url": reverse("dossiers:drop_partner", args=arguments),
        "can_drop": choice.consent_id is None,
    }


def next_partner_url(plan: TalkPlan) -> str:
    """The page of the first partner that is described and not discussed; empty when there is none."""
    rows = (partner_row(choice) for choice in plan.partners)
    return next((row["ask_url"] for row in rows if row["open"] and row["described"]), "")


def answers(plan: TalkPlan) -> list[dict[str, Any]]:
    """What was told and answered, each line with the way to change it while the talk runs."""
    rows = _answers(plan)
    return rows if plan.talk.state == TalkState.RUNNING else [row | {"url": ""} for row in rows]


def _answers(plan: TalkPlan) -> list[dict[str, Any]]:
    talk = plan.talk
    rows = [
        {"key": _("At the table"), "value": [row.name for row in Participant.objects.filter(talk=talk)], "url": step_url(talk, Step.TABLE)},
    ]
    agreement = standing_agreement(plan)
    if agreement:
        rows.append({"key": _("Agreement"), "value": [agreement.state_label, agreement.said_by], "url": step_url(talk, Step.AGREEMENT)})
    rows += _special_rows(plan)
    for choice in plan.partners:
        row = partner_row(choice)
        answer = _("Consent: %(state)s") % {"state": row["answer"]} if choice.consent else str(row["answer"])
        value = [row["what"], row["why"], answer]
        rows.append({"key": row["name"], "value": value, "url": row["ask_url"] or row["describe_url"]})
    if not plan.partners:
        rows.append({"key": _("Sharing"), "value": _("We share with nobody now."), "url": step_url(talk, Step.PARTNERS)})
    rows.append({"key": _("Help question"), "value": talk.dossier.help_question, "url": step_url(talk, Step.NOTES)})
    return rows


def _special_rows(plan: TalkPlan) -> list[dict[str, Any]]:
    url = step_url(plan.talk, Step.SPECIAL)
    inside = [consent_line(c) for c in plan.where.consents if c.scope == Scope.SPECIAL and c.partner_id is None]
    rows: list[dict[str, Any]] = [
        {"key": _("Special data"), "value": [line.what, _("Consent: %(state)s") % {"state": line.state_label}], "url": url} for line in inside
    ]
    if not rows and plan.talk.special_needed is False:
        rows.append({"key": _("Special data"), "value": _("Not needed now."), "url": url})
    return rows


def signing(plan: TalkPlan, form: ConsentForm | None) -> dict[str, Any]:
    """The page on signing: what is on the form, who signed and who still must."""
    waiting = [consent_line(c) for c in plan.where.consents if c.state == ConsentState.AWAITING_SIGNATURE]
    if form is None:
        return {"form": None, "waiting": waiting}
    arguments = [plan.talk.dossier_id, plan.talk.pk, form.pk]
    signed = {row.holder: row for row in form.signatures.all()}
    names = seat_names(plan.talk, plan.deciders)
    signers = [
        {
            "holder": holder,
            "label": HOLDERS[holder],
            "name": signed[holder].signer_name if holder in signed else names.get(holder, ""),
            "signed_at": signed[holder].signed_at if holder in signed else None,
            "screen_url": reverse("dossiers:sign_screen", args=[*arguments, holder]),
            "refuse_url": reverse("dossiers:sign_refuse", args=[*arguments, holder]),
        }
        for holder in form.required_signers
    ]
    return {
        "form": form,
        "waiting": waiting,
        "signers": signers,
        "paper_url": reverse("dossiers:sign_paper", args=arguments),
        "pdf_url": reverse("dossiers:form_pdf", args=arguments),
    }


def receipt_state(talk: Talk) -> dict[str, Any]:
    """The letter of a finished talk: where it is, and its number."""
    if talk.receipt_letter_id is None:
        return {}
    letter = letters.letter(talk.receipt_letter_id)
    return {
        "reference": letter.reference if letter else "",
        "ready": bool(letter and letter.pdf_file),
        "url": reverse("dossiers:receipt_pdf", args=[talk.dossier_id, talk.pk]),
    }
