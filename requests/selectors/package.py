"""Everything that is kept about a person, row by row, and what of it his access package leaves out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Count, Q

from dossiers.models import Disclosure, DisclosureOrigin, Dossier, Involvement, Item, MeldcodeDecision, Passage, Relation
from dossiers.selectors.disclosure import LedgerLine, ledger_for_client
from dossiers.selectors.items import passages_of
from dossiers.selectors.telling import hidden_from_client
from privacy_domain.crypto.fields import prefetch_keys
from privacy_domain.people.models import Person
from requests.models import AccessPackage, DecisionPart, PackageFile, PartMark, RecipientNotice, SearchTask, SubjectRequest
from requests.policies.decisions import RefusalGround
from requests.policies.package import HELD_BACK, PROTECTION, ROWS, SECTIONS, Section, limit_grounds, model_of
from requests.states import DecisionState, Found, SearchedIn
from retention.models import Clock

PASSAGE, LEDGER = "dossiers.Passage", "dossiers.Disclosure"


@dataclass(slots=True)
class Part:
    """One row of the package. `withheld`: it is left out, on this ground; `fixed`: and nobody can decide otherwise; `marked`: somebody
    decided so. `passages` are the parts of an item's text."""

    key: str
    section: Section
    row: models.Model
    withheld: RefusalGround | None = None
    fixed: bool = False
    marked: bool = False
    passages: list[Part] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The table."""
        return self.row._meta.label

    @property
    def dossier(self) -> UUID | None:
        """The dossier to which it belongs; None: to none."""
        found: UUID | None = self.row.pk if isinstance(self.row, Dossier) else getattr(self.row, "dossier_id", None)
        return found


@dataclass(frozen=True, slots=True)
class Gathered:
    """What there is for one request: the parts, what left to whom, the dossiers, until when each is kept, and the grounds;
    `ledger_left_out`: what left and is not shown, each with the ground of that."""

    parts: list[Part]
    ledger: list[LedgerLine]
    dossiers: list[Dossier]
    clocks: Mapping[tuple[UUID, str, UUID | None], Clock]
    grounds: Mapping[str, RefusalGround]
    ledger_left_out: list[tuple[LedgerLine, RefusalGround]]

    def every(self) -> Iterable[Part]:
        """The parts, each followed by its passages."""
        for part in self.parts:
            yield part
            yield from part.passages

    def recipients(self) -> set[str]:
        """The names of what left, as far as it is shown."""
        return {ledger_key(line) for line in self.ledger}

    def recipients_left_out(self) -> set[str]:
        """The names of what left and is left out."""
        return {ledger_key(line) for line, _ground in self.ledger_left_out}

    def kept_until(self, part: Part) -> tuple[Clock, ...]:
        """The clocks that say until when a part is kept: that of the item, else those of its dossier."""
        row, dossier = part.row, part.dossier
        if isinstance(row, Item):
            found = self.clocks.get((row.dossier_id, row.law, row.series)) or self.clocks.get((row.dossier_id, row.law, None))
            return (found,) if found else ()
        return tuple(clock for (owner, _law, series), clock in self.clocks.items() if owner == dossier and series is None)


def ledger_key(line: LedgerLine) -> str:
    """The name of something that left."""
    return f"{LEDGER}:{line.disclosure_id}"


def gather(request: SubjectRequest) -> Gathered:
    """All of it; the same number of statements for one row and for a thousand. What the person may not hear yet is not there at all."""
    person, marks = request.person, marks_of(request)
    grounds = {ground.code: ground for ground in limit_grounds(request.received_on)}
    dossiers = sorted(own_dossiers(person).values(), key=lambda row: (row.opened_on, row.pk))
    hidden = _not_to_be_heard(person)
    parts: list[Part] = []
    for section, labels in SECTIONS.items():
        for label in labels if section is not Section.ELSEWHERE else ():
            parts += _parts(section, label, person, hidden, grounds)
    ledger, left_out = _ledger(person, hidden, marks, grounds)
    parts = _of_known_recipients(parts, ledger) + _elsewhere(request)
    _add_passages(parts, grounds)
    _decided(request, parts, grounds)
    found = Gathered(parts, ledger, dossiers, _clocks(dossiers), grounds, left_out)
    for part in found.every():
        _marked(part, marks.get(part.key), grounds)
    return found


# ---------------------------------------------------------------- who received it
def _ledger(
    person: Person, hidden: frozenset[UUID], marks: Mapping[str, PartMark], grounds: Mapping[str, RefusalGround]
) -> tuple[list[LedgerLine], list[tuple[LedgerLine, RefusalGround]]]:
    """What left that is shown, and what is left out by a decision about it."""
    shown: list[LedgerLine] = []
    left_out: list[tuple[LedgerLine, RefusalGround]] = []
    for line in ledger_for_client(person):
        mark = marks.get(ledger_key(line))
        if line.disclosure_id in hidden:
            continue
        if mark is None or mark.shown:
            shown.append(line)
        else:
            left_out.append((line, grounds[mark.ground]))
    return shown, left_out


def _of_known_recipients(parts: list[Part], ledger: Iterable[LedgerLine]) -> list[Part]:
    """Without the notices to recipients of whom the list of recipients says nothing: a notice names who received something."""
    if not any(isinstance(part.row, RecipientNotice) for part in parts):
        return parts
    known = set(Disclosure.objects.filter(pk__in={line.disclosure_id for line in ledger}).values_list("partner_id", "relation_id"))
    return [part for part in parts if not isinstance(part.row, RecipientNotice) or (part.row.partner_id, part.row.relation) in known]


# ---------------------------------------------------------------- rows
def _parts(section: Section, label: str, person: Person, hidden: frozenset[UUID], grounds: Mapping[str, RefusalGround]) -> list[Part]:
    model = model_of(label)
    owner: Any = getattr(model, "instance_type", model)
    path = owner.Privacy.subject
    rows = model._default_manager.filter(ROWS.get(label, Q())).filter(**{path: person.pk}).order_by("pk")
    back = set(rows.filter(HELD_BACK[label]).values_list("pk", flat=True)) if label in HELD_BACK else set()
    found = [row for row in rows if not hidden or not hidden & _ids(row)]
    prefetch_keys(row for row in found if hasattr(row, "encryption_key"))
    protection = _protection(grounds)
    return [Part(f"{label}:{row.pk}", section, row, withheld=protection if row.pk in back else None) for row in found]


def _ids(row: models.Model) -> set[Any]:
    values = (row.__dict__.get(column.attname) for column in row._meta.concrete_fields)
    return {value for value in values if isinstance(value, UUID)}


def _protection(grounds: Mapping[str, RefusalGround]) -> RefusalGround:
    return grounds.get(PROTECTION) or next(iter(grounds.values()))


def _not_to_be_heard(person: Person) -> frozenset[UUID]:
    """What waits to be told, and the question, step plan, inquiry or entry behind it."""
    hidden = hidden_from_client(person.pk).ids
    if not hidden:
        return frozenset()
    behind: set[UUID] = set()
    for row in DisclosureOrigin.objects.filter(disclosure__in=hidden).select_related("decision"):
        behind |= {one for one in (row.question_id, row.inquiry_id, row.entry_id, row.decision and row.decision.meldcode_id) if one}
    behind |= set(MeldcodeDecision.objects.filter(pk__in=hidden).values_list("meldcode_id", flat=True))
    return hidden | behind


# ---------------------------------------------------------------- texts
def _add_passages(parts: Iterable[Part], grounds: Mapping[str, RefusalGround]) -> None:
    """The passages of items: those about somebody else are left out by themselves, and those about others only for good."""
    items = {part.row.pk: part for part in parts if isinstance(part.row, Item)}
    found = passages_of([part.row for part in items.values() if isinstance(part.row, Item)])
    for pk, part in items.items():
        for row in found.get(pk, []):
            of_others = row.about_others or not row.about_client or bool(row.subjects.all())
            ground = _protection(grounds) if of_others else None
            part.passages.append(Part(f"{PASSAGE}:{row.pk}", part.section, row, withheld=ground, fixed=not row.about_client))


def _elsewhere(request: SubjectRequest) -> list[Part]:
    """What stands in dossiers of others and is about this person alone, where who holds the dossier gathered it."""
    holding = [task.dossier for task in searches_of(request) if task.where == SearchedIn.OTHER and task.found == Found.GATHERED]
    if not holding:
        return []
    rows = Passage.objects.filter(dossier__in=holding, about_client=False, about_others=False, item__superseded_at__isnull=True, item__going=False)
    alone = rows.annotate(others=Count("subjects")).filter(others=1).values("pk")
    found = list(Passage.objects.select_related("item").filter(pk__in=alone, subjects__relation__person=request.person_id).order_by("pk"))
    prefetch_keys(found)
    return [Part(f"{PASSAGE}:{row.pk}", Section.ELSEWHERE, row) for row in found]


# ---------------------------------------------------------------- what was decided
def _decided(request: SubjectRequest, parts: Iterable[Part], grounds: Mapping[str, RefusalGround]) -> None:
    """What the decision on the request refuses is left out on the ground that it names."""
    rows = DecisionPart.objects.filter(request=request, granted=False, series__isnull=False).exclude(decision__state=DecisionState.TAKEN_BACK)
    refused = {row.series: row for row in rows}
    for part in parts if refused else ():
        row = refused.get(part.row.series) if isinstance(part.row, Item) else None
        if row is not None:
            part.withheld, part.fixed = grounds.get(row.ground) or RefusalGround(row.ground, row.ground, tuple(row.citations)), True


def _marked(part: Part, mark: PartMark | None, grounds: Mapping[str, RefusalGround]) -> None:
    if mark is None:
        return
    if part.fixed:
        part.marked = not mark.shown
        return
    part.marked, part.withheld = True, None if mark.shown else grounds[mark.ground]


def _clocks(dossiers: Iterable[Dossier]) -> dict[tuple[UUID, str, UUID | None], Clock]:
    return {(row.dossier_id, row.law, row.series): row for row in Clock.objects.filter(dossier__in=list(dossiers)).order_by("law", "pk")}


def refused_and_unmarked(request: SubjectRequest, found: Gathered) -> bool:
    """Whether the decision refuses something in words, without naming an item, and nobody pointed out yet what that is: nothing is marked
    on that ground, or on any where a package knows no such ground."""
    rows = DecisionPart.objects.filter(request=request, granted=False, series__isnull=True, decision__state=DecisionState.SENT)
    marked = {mark.ground for mark in marks_of(request).values() if not mark.shown}
    return any(row.ground not in marked if row.ground in found.grounds else not marked for row in rows)


# ---------------------------------------------------------------- the search, and the package
def marks_of(request: SubjectRequest) -> dict[str, PartMark]:
    """What was decided about parts, by their names."""
    return {row.part: row for row in PartMark.objects.filter(request=request).order_by("pk")}


def searches_of(request: SubjectRequest) -> list[SearchTask]:
    """Who looks where; his own dossiers first."""
    rows = SearchTask.objects.select_related("holder", "answered_by", "request__person", "request__handler").filter(request=request)
    order = [SearchedIn.OWN, SearchedIn.OTHER, SearchedIn.BESIDE]
    return sorted(rows, key=lambda row: (order.index(SearchedIn(row.where)), str(row.pk)))


def search_by_id(search_id: UUID) -> SearchTask | None:
    """One of them, or None."""
    rows = SearchTask.objects.select_related("holder", "answered_by", "request__person", "request__handler", "request__team")
    found: SearchTask | None = rows.filter(pk=search_id).first()
    return found


def package_of(request: SubjectRequest) -> AccessPackage | None:
    """The package of a request, or None."""
    found: AccessPackage | None = AccessPackage.objects.select_related("reader", "asked_by", "handed_by").filter(request=request).first()
    return found


def package_by_id(package_id: UUID) -> AccessPackage | None:
    """One package with its request, or None."""
    rows = AccessPackage.objects.select_related("reader", "asked_by", "handed_by", "request__person", "request__handler", "request__team")
    found: AccessPackage | None = rows.filter(pk=package_id).first()
    return found


def files_of(package: AccessPackage) -> list[PackageFile]:
    """Its files, in order."""
    return list(PackageFile.objects.filter(package=package).order_by("position"))


def named_in(person: Person) -> dict[UUID, Dossier]:
    """The dossiers of others in which this person is one of the people around the client."""
    rows = Relation.objects.filter(person=person).exclude(dossier__person=person).values("dossier_id")
    return {row.pk: row for row in Dossier.objects.select_related("team").filter(pk__in=rows)}


def own_dossiers(person: Person) -> dict[UUID, Dossier]:
    """His own."""
    return {row.pk: row for row in Dossier.objects.select_related("team").filter(person=person)}


def involved_in(dossiers: Collection[UUID], on: date) -> Mapping[UUID, list[UUID]]:
    """Who is directly involved in the support of each of these on a day, the longest first; accounts by id."""
    found: defaultdict[UUID, list[UUID]] = defaultdict(list)
    rows = Involvement.objects.filter(dossier__in=dossiers, since__lte=on, user__is_active=True).filter(Q(until__isnull=True) | Q(until__gte=on))
    for dossier, user in rows.order_by("since", "pk").values_list("dossier_id", "user_id"):
        found[dossier].append(user)
    return found
