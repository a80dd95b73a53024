"""What is still needed, and who can see to it, in the municipality's own words."""

from __future__ import annotations

import pytest
from django.template import Context, Template

from privacy_domain.protocols.types import Condition, Decision, Question, Source
from privacy_domain.tenancy.scope import entered
from privacy_domain.web import conditions
from privacy_domain.web.templatetags.domain import suppliers


def test_every_condition_has_words_and_somebody_who_can_see_to_it():
    assert set(conditions.WORDS) == set(Condition) == set(conditions.SUPPLIERS)
    assert {who for several in conditions.SUPPLIERS.values() for who in several} == set(conditions.Supplier)


@pytest.mark.requirement("ENG-7")
def test_the_municipality_calls_the_leader_by_its_own_name(leiden, landsmeer):
    missing = (("lead_consulted", "serious_situation"), ("consent",))
    with entered(leiden.scope()):
        assert suppliers(missing) == "de teamcoach, de hulpverlener die de cliënt helpt of de cliënt of wie voor de cliënt beslist"
    with entered(landsmeer.scope()):
        assert suppliers((("lead_consulted",),)) != "de teamcoach"


def test_nobody_is_named_twice_or_for_a_code_that_is_not_known(leek):
    with entered(leek.scope()):
        assert suppliers((("consent",), ("consent_written",))) == "de cliënt of wie voor de cliënt beslist"
        assert suppliers((("something_else",),)) == ""


@pytest.mark.requirement("ENG-7")
@pytest.mark.parametrize("template", ["errors/refused.html", "components/button-with-reason.html"])
def test_a_refusal_names_the_article_what_is_missing_and_who_can_see_to_it(leek, template):
    decision = Decision(
        question=Question.RECORD,
        protocol="leek-2018",
        source=Source.PROTOCOL,
        allowed=False,
        missing=((Condition.CONSENT_WRITTEN,),),
        citations=("leek-2018 art. 4 lid 3",),
        explanation="De cliënt moet eerst schriftelijk toestemming geven.",
    )
    with entered(leek.scope()):
        context = Context({"decision": decision, "explanation": decision.explanation, "label": "Opslaan"})
        page = Template(f'{{% include "{template}" %}}').render(context)
    assert "schriftelijk" in page
    assert "artikel 4 lid 3" in page
    assert "de cliënt of wie voor de cliënt beslist" in page
