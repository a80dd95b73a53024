"""What the pages of the dossier's content need to know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from access.models import User
from access.policies import may_write
from consent.policies import standing
from dossiers.models import Departure, Dossier, Item, Passage, Talk
from dossiers.policies.items import ItemRules, grounds_now, item_rules, right_to_a_statement, stands_no_longer
from dossiers.presenters.dossier import frame, name_of
from dossiers.presenters.people import name_of as relation_name
from dossiers.presenters.talk import LAWS, talk_url
from dossiers.presenters.words import category_words, enumeration
from dossiers.selectors.item_search import Found, Hit
from dossiers.selectors.items import ItemFilter, ItemPage, Printed, attention_rows, authors_of, drafts_of, statements_beside
from dossiers.states import OPEN_TALKS, ItemKind, RecordGround, TalkState
from privacy_domain import clock
from privacy_domain.people import presenters as people
from privacy_domain.protocols.types import Category, Condition, Decision
from privacy_domain.web.templatetags.domain import date_nl

# the kinds that somebody adds, by the word in their address
SLUGS: dict[str, ItemKind] = {
    "notitie": ItemKind.NOTE,
    "contact": ItemKind.CONTACT,
    "oordeel": ItemKind.JUDGEMENT,
    "document": ItemKind.DOCUMENT,
    "papier": ItemKind.PAPER,
}
ADD: dict[ItemKind, str | Promise] = {
    ItemKind.NOTE: pgettext_lazy("kind of item", "Note"),
    ItemKind.CONTACT: gettext_lazy("Contact"),
    ItemKind.JUDGEMENT: gettext_lazy("Judgement"),
    ItemKind.DOCUMENT: gettext_lazy("Document"),
    ItemKind.PAPER: gettext_lazy("Paper part"),
}
HEADINGS: dict[ItemKind, str | Promise] = {
    ItemKind.NOTE: gettext_lazy("New note"),
    ItemKind.CONTACT: gettext_lazy("New contact"),
    ItemKind.JUDGEMENT: gettext_lazy("New judgement"),
    ItemKind.DOCUMENT: gettext_lazy("New document"),
    ItemKind.PAPER: gettext_lazy("Register a paper part"),
}
STATEMENT_PAGE, CORRECTION_PAGE = "verklaring", "verbeteren"
SUFFIX = {"image/jpeg": "jpg", "application/pdf": "pdf"}


def law_word(code: str) -> str:
    """The law as screens name it."""
    return LAWS.get(code, code)


def item_url(item: Item) -> str:
    """Address of one version."""
    return reverse("dossiers:item", args=[item.dossier_id, item.pk])


def correction_page(item: Item) -> str:
    """Under which name the draft of a correction is kept."""
    return f"{CORRECTION_PAGE}-{item.pk}"


def statement_page(item: Item | None) -> str:
    """Under which name the draft of a statement is kept."""
    return f"{STATEMENT_PAGE}-{item.pk}" if item else STATEMENT_PAGE


# ------------------------------------------------------------------------------------------- the list
def items_page(page: ItemPage, wanted: ItemFilter, user: User, form: Any, on: date) -> dict[str, Any]:
    """The list of items with its filters, what is in the client's own row, and what asks attention."""
    dossier = page.dossier
    return frame(dossier, user, on) | {
        "form": form,
        "lines": [item_line(item, page.statements) for item in page.items],
        "narrowed": wanted.narrows,
        "following": _following(page, wanted),
        "print_query": _query(wanted),
        "add": [{"label": ADD[kind], "url": reverse("dossiers:add_item", args=[dossier.pk, slug])} for slug, kind in SLUGS.items()],
        "client": client_rows(dossier),
        "drafts": [_draft_line(dossier, draft.page, draft.saved_at) for draft in drafts_of(dossier, user)],
        "attention": attention(dossier, on),
    }


def item_line(item: Item, statements: Mapping[UUID, list[Item]]) -> dict[str, Any]:
    """One row of a list; the client's statements stand beside it."""
    return {
        "url": item_url(item),
        "title": item.title,
        "kind": item.get_kind_display(),
        "day": item.received_on,
        "author": item.recorded_by.display_name,
        "law": law_word(item.law),
        "corrected": item.version > 1,
        "secrecy": item.under_secrecy,
        "statements": [{"url": item_url(row), "day": row.received_on} for row in statements.get(item.series, ())],
    }


def filter_choices(dossier: Dossier, on: date) -> dict[str, list[tuple[str, Any]]]:
    """What the list can be narrowed to."""
    rules = item_rules(dossier, ItemKind.NOTE, on)
    return {
        "kind": list(ItemKind.choices),
        "domain": [(code, rules.domain_words.get(code, code)) for code in dossier.domains],
        "law": [(code, law_word(code)) for code in dossier.law_tags],
        "author": [(str(user.pk), user.display_name) for user in authors_of(dossier)],
    }


def _following(page: ItemPage, wanted: ItemFilter) -> str:
    if page.following is None:
        return ""
    day, last = page.following
    query = _query(wanted)
    return f"?{query}{'&' if query else ''}{urlencode({'na': f'{day.isoformat()}_{last}'})}"


def _query(wanted: ItemFilter) -> str:
    values = {
        "kind": wanted.kind,
        "domain": wanted.domain,
        "law": wanted.law,
        "author": str(wanted.author or ""),
        "since": wanted.since.isoformat() if wanted.since else "",
        "until": wanted.until.isoformat() if wanted.until else "",
    }
    return urlencode({name: value for name, value in values.items() if value})


def _draft_line(dossier: Dossier, page: str, saved_at: Any) -> dict[str, Any]:
    slug, _dash, item_id = page.partition("-")
    if page in SLUGS:
        label, url = str(HEADINGS[SLUGS[page]]), reverse("dossiers:add_item", args=[dossier.pk, page])
    elif slug == CORRECTION_PAGE:
        label, url = _("Correction"), reverse("dossiers:correct_item", args=[dossier.pk, item_id])
    else:
        label, url = _("Own statement"), reverse("dossiers:add_statement", args=[dossier.pk])
        url = reverse("dossiers:state_beside", args=[dossier.pk, item_id]) if item_id else url
    return {"label": label, "url": url, "saved_at": saved_at}


def client_rows(dossier: Dossier) -> list[dict[str, str]]:
    """Name, address and number of the client (Leiden 10 lid 1, Opsterland 9 lid 1 onder a and b); a secret address stays so."""
    person = dossier.person
    rows = [
        (_("Name"), people.full_name(person)),
        (_("Address"), ", ".join(people.address_lines(person))),
        (_("Temporary, postal or correspondence address"), person.correspondence_address),
        (_("Telephone"), person.phone),
        (_("E-mail"), person.email),
        (_("Place of birth"), person.birth_place),
        (_("Civil status of the parents"), person.parents_civil_status),
        (_("Citizen service number (BSN)"), person.bsn),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def attention(dossier: Dossier, on: date) -> list[str]:
    """What is not right or not complete yet, in sentences (Leiden 4, Opsterland 4 lid 1: correct, complete, and no more than needed)."""
    found = attention_rows(dossier)
    fallen = stands_no_longer(found.by_consent, standing(dossier.person_id, dossier.pk), on)
    sentences = []
    if not people.address_lines(dossier.person):
        sentences.append(_("The address of the client is not known."))
    if found.about_others:
        sentences.append(
            _("In %(number)d pieces of text somebody stands who is not on the list of people. Add him there, or leave him out.")
            % {"number": found.about_others}
        )
    if fallen:
        sentences.append(_("%(number)d items rest on consent that does not stand any more. Look what may stay.") % {"number": len(fallen)})
    return sentences


# ------------------------------------------------------------------------------------------- one item
def item_page(
    item: Item, versions: Sequence[Item], statements: Sequence[Item], passages: Mapping[UUID, list[Passage]], user: User, on: date
) -> dict[str, Any]:
    """One version with its passages, the statements beside it, and the other versions."""
    current = next((row for row in versions if row.superseded_at is None), item)
    return frame(item.dossier, user, on) | {
        "item": item,
        "heading": item.title,
        "rows": item_rows(item),
        "passages": passage_lines(passages.get(item.pk, ()), name_of(item.dossier)),
        "statements": [statement_line(row, passages.get(row.pk, ())) for row in statements],
        "beside": {"url": item_url(item.beside), "title": item.beside.title} if item.beside and not item.beside.shielded else None,
        "versions": [version_line(row, item) for row in versions] if len(versions) > 1 else [],
        "newer": item_url(current) if current.pk != item.pk else "",
        "departure": getattr(item, "departure", None),
        "file_url": reverse("dossiers:item_file", args=[item.dossier_id, item.pk]) if item.file else "",
        "file_kind": SUFFIX.get(item.media_type, "").upper(),
        "file_size": item.file_size,
        "is_statement": item.kind == ItemKind.STATEMENT,
    }


def item_rows(item: Item) -> list[dict[str, Any]]:
    """What an item says of itself, as keys and values."""
    rules = item_rules(item.dossier, ItemKind(item.kind), item.recorded_at.astimezone(clock.AMSTERDAM).date())
    entries = {entry.code: entry.label for entry in rules.entries}
    laws = {entry.code: entry.label for entry in rules.legal_bases}
    source = f"{item.get_source_display()}: {item.source_name}" if item.source_name else item.get_source_display()
    rows = [
        (_("Kind"), item.get_kind_display()),
        (_("Received or made on"), date_nl(item.received_on)),
        (_("From"), source),
        (_("On"), f"{item.get_carrier_display()}, {item.place}" if item.place else item.get_carrier_display()),
        (_("Data"), enumeration(category_words(item.categories))),
        (_("Purpose"), rules.purpose_words.get(item.purpose, item.purpose)),
        (_("Domain"), rules.domain_words.get(item.domain, item.domain)),
        (_("Law"), law_word(item.law)),
        (_("In the list of the protocol"), entries.get(item.list_entry, item.list_entry)),
        (_("Needed for the question because"), item.necessity),
        (_("Rests on"), enumeration(str(RecordGround(code).label) for code in item.grounds)),
        (_("In law"), laws.get(item.legal_basis, item.legal_basis)),
        (_("Explanation of the ground"), item.ground_note),
        (_("Professional secrecy"), _("Yes: left out when something is shared") if item.under_secrecy else ""),
        (_("Written by"), f"{item.recorded_by.display_name}, {date_nl(item.recorded_at)}"),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def passage_lines(passages: Sequence[Passage], client: str) -> list[dict[str, Any]]:
    """Pieces of text with whom they are about."""
    return [{"text": row.text, "about": enumeration(_subjects(row, client))} for row in passages]


def _subjects(passage: Passage, client: str) -> list[str]:
    named = [client] if passage.about_client else []
    named += [relation_name(subject.relation) for subject in passage.subjects.all()]
    return named + ([_("somebody who is not on the list of people")] if passage.about_others else [])


def statement_line(item: Item, passages: Sequence[Passage]) -> dict[str, Any]:
    """The client's own words, as they stand beside an item."""
    return {"url": item_url(item), "day": item.received_on, "said_by": item.source_name, "text": "\n".join(row.text for row in passages)}


def version_line(row: Item, shown: Item) -> dict[str, Any]:
    """One version in the list of versions."""
    return {
        "url": item_url(row),
        "number": row.version,
        "moment": row.recorded_at,
        "author": row.recorded_by.display_name,
        "reason": row.correction_reason,
        "current": row.superseded_at is None,
        "shown": row.pk == shown.pk,
    }


# ------------------------------------------------------------------------------------------- adding
def values_of(item: Item) -> dict[str, Any]:
    """What stands in an item, as the form for a correction shows it at first."""
    departure = getattr(item, "departure", None)
    names = (
        *("title", "source", "source_name", "carrier", "place", "categories", "purpose", "domain", "law", "list_entry"),
        *("necessity", "grounds", "legal_basis", "ground_note", "under_secrecy"),
    )
    return {name: getattr(item, name) for name in names} | (
        {"departs": True, "departure_reason": departure.reason, "departure_only_way": departure.only_way} if departure else {}
    )


def statement_citations(on: date) -> tuple[str, ...]:
    """The provisions that give the client a statement of his own."""
    return right_to_a_statement(on)[1]


def waiting_categories(dossier: Dossier, rules: ItemRules, on: date) -> list[Category]:
    """The data that cannot be recorded yet, as informing and consent stand; none where another ground can be chosen."""
    if rules.grounds:
        return []
    answers = grounds_now(sorted(rules.possible), standing(dossier.person_id, dossier.pk), on)
    return [category for category, decision in answers.items() if not decision.allowed]


def refusal(decision: Decision, dossier: Dossier) -> dict[str, Any]:
    """Why not, and the way to do what is missing: the talk, and the note where the protocol knows going on without consent."""
    talk = Talk.objects.filter(dossier=dossier).filter(state__in=OPEN_TALKS).first()
    asks = {condition for way in decision.missing for condition in way}
    return {
        "decision": decision,
        "talk_url": talk_url(talk) if talk else reverse("dossiers:overview", args=[dossier.pk]),
        "talk_open": talk is not None,
        "to_talk": bool(asks - {Condition.BASIS}),
        "exception_url": reverse("dossiers:exception", args=[dossier.pk, talk.pk])
        if talk is not None and talk.state == TalkState.RUNNING and Condition.EXCEPTION in asks
        else "",
    }


def add_page(dossier: Dossier, kind: ItemKind, rules: ItemRules, user: User, on: date) -> dict[str, Any]:
    """Beside the form of an item."""
    closed = [
        {"label": words, "decision": decision}
        for decision, words in zip(rules.impossible, category_words([c for c in Category if c not in rules.possible]), strict=False)
    ]
    return frame(dossier, user, on) | {"kind": kind, "rules": rules, "closed": closed, "heading": HEADINGS.get(kind, "")}


# ------------------------------------------------------------------------------------------- paper, search, departure
def print_page(printed: Printed, user: User, on: date) -> dict[str, Any]:
    """Everything in full, for paper."""
    dossier = printed.dossier
    client = name_of(dossier)
    beside = {row.pk for several in printed.statements.values() for row in several}  # they stand under what they are beside
    return frame(dossier, user, on) | {
        "client": client_rows(dossier),
        "left_out": printed.left_out,
        "blocks": [
            {
                "title": item.title,
                "kind": item.get_kind_display(),
                "day": item.received_on,
                "author": item.recorded_by.display_name,
                "rows": item_rows(item),
                "passages": passage_lines(printed.passages.get(item.pk, ()), client),
                "statements": [statement_line(row, printed.passages.get(row.pk, ())) for row in printed.statements.get(item.series, ())],
            }
            for item in printed.items
            if item.pk not in beside
        ],
    }


def search_page(found: Found | None, dossier: Dossier, user: User, on: date) -> dict[str, Any]:
    """What was found, each with the words around it."""
    hits = found.hits if found else []
    statements = statements_beside([hit.item for hit in hits if hit.item])
    return frame(dossier, user, on) | {
        "searched": found is not None,
        "hits": [_hit_line(hit, dossier, statements) for hit in hits],
        "left_out": bool(found and found.left_out),
    }


def _hit_line(hit: Hit, dossier: Dossier, statements: Mapping[UUID, list[Item]]) -> dict[str, Any]:
    line = {"before": hit.before, "found": hit.found, "after": hit.after, "statements": []}
    if hit.item is not None:
        return item_line(hit.item, statements) | line | {"statements": item_line(hit.item, statements)["statements"]}
    if hit.talk is not None:
        return line | {"title": _("Talk"), "url": talk_url(hit.talk), "day": hit.talk.started_at, "kind": _("talk")}
    return line | {"title": _("Help question"), "url": reverse("dossiers:overview", args=[dossier.pk]), "day": None, "kind": ""}


def departure_page(row: Departure, rules: ItemRules) -> dict[str, Any]:
    """What the privacy officer looks at: why was departed from the rules, not what the item says."""
    return {
        "row": row,
        "number": row.dossier.number,
        "author": row.recorded_by.display_name,
        "parts": [{"key": entry.label, "value": {"reason": row.reason, "only_way": row.only_way}.get(entry.code, "")} for entry in rules.departure],
        "grounds": enumeration(str(RecordGround(code).label) for code in row.item.grounds),
        "citations": rules.departure_citations,
    }


def writing(dossier: Dossier, user: User) -> Decision:
    """Whether this person may add to the dossier."""
    return may_write(user, dossier.pk, on=clock.today())
