"""The pages of the search and of the access package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from dossiers.models import Item
from privacy_domain.people.presenters import display_name
from privacy_domain.web.templatetags.domain import date_nl
from privacy_domain.work.models import Job
from requests.models import AccessPackage, PackageFile, SearchTask, SubjectRequest
from requests.policies.decisions import RefusalGround
from requests.policies.package import PACKAGE_KINDS
from requests.presenters.paper import dated, day_text
from requests.selectors.package import Gathered, Part, files_of, ledger_key, package_of, searches_of
from requests.states import PACKAGE_TRANSITIONS, FileKind, Found, HandedHow, PackageState, RequestKind, RequestState, SearchedIn

_READABLE = (PackageState.MADE, PackageState.READING, PackageState.REVISE, PackageState.AGREED, PackageState.HANDED)


def package_steps(request: SubjectRequest, *, mine: bool) -> list[dict[str, Any]]:
    """What a request for access, a copy or information needs besides: the search, and the package. Nothing for other kinds."""
    if request.kind not in PACKAGE_KINDS or request.identified_at is None or request.state == RequestState.ENDED:
        return []
    searches, package = searches_of(request), package_of(request)
    url = reverse("subject_requests:package", args=[request.pk]) if mine else ""
    answered = sum(bool(row.found) for row in searches)
    handed = package is not None and package.state == PackageState.HANDED
    return [
        {
            "title": _("The data were looked for"),
            "status": "done" if searches and answered == len(searches) else "doing" if searches else "todo",
            "hint": _("%(answered)d of %(number)d answered") % {"answered": answered, "number": len(searches)} if searches else "",
            "key": "search",
            "url": url,
        },
        {
            "title": _("The person has the package"),
            "status": "done" if handed else "doing" if package else "todo",
            "hint": str(PackageState(package.state).label) if package else "",
            "key": "package",
            "url": url,
        },
    ]


# ---------------------------------------------------------------- the search
def search_page(search: SearchTask) -> dict[str, Any]:
    """What somebody is asked to look for: whose data, and where; nothing of what others found."""
    words = {
        SearchedIn.OWN: _("Look whether everything about this person is in his dossier, on paper too."),
        SearchedIn.OTHER: _("This person is named in the dossier of somebody else that you work in. Look what is there about him."),
        SearchedIn.BESIDE: _("Look what is kept about this person outside the dossiers: mail, lists, papers."),
    }
    return {
        "name": display_name(search.request.person),
        "what": RequestKind(search.request.kind).label,
        "words": words[SearchedIn(search.where)],
        "mention": search.where == SearchedIn.OTHER,
        "dossier_url": reverse("dossiers:items", args=[search.dossier]) if search.dossier else "",
        "found": Found(search.found).label if search.found else "",
        "due_on": search.request.due_on,
    }


def _searches(rows: Iterable[SearchTask]) -> list[dict[str, Any]]:
    """Who looks and how that stands, for who handles the request. He learns who was asked, and not in whose dossier."""
    words = {
        SearchedIn.OWN: _("The person's dossier"), SearchedIn.OTHER: _("Where the person may be named"), SearchedIn.BESIDE: _("Outside the dossiers"),
    }  # fmt: skip
    return [
        {
            "title": words[SearchedIn(row.where)],
            "status": "done" if row.found else "todo",
            "hint": ", ".join(filter(None, (row.holder.display_name if row.holder else "", str(Found(row.found).label) if row.found else ""))),
            "key": f"search-{number}",
            "url": "",
            "paper": row.paper if row.where != SearchedIn.OTHER else "",
        }
        for number, row in enumerate(rows)
    ]


# ---------------------------------------------------------------- the package
def page(opened: Any, job: Job | None) -> dict[str, Any]:
    """The page of a package. `job`: the making of it, while that runs."""
    request, package = opened.request, opened.package
    state = PackageState(package.state) if package else None
    searches = searches_of(request)
    set_apart = job is not None and job.state == Job.State.QUARANTINED
    ready = bool(searches) and all(row.found for row in searches)
    return {
        "request_row": request,
        "package": package,
        "name": display_name(request.person),
        "kind": RequestKind(request.kind).label,
        "state": state.label if state else "",
        "handles": opened.handles,
        "searches": _searches(searches) if opened.handles else [],
        "papers": [row.paper for row in searches if row.paper and row.where != SearchedIn.OTHER] if opened.handles else [],
        "may_search": opened.handles and state != PackageState.HANDED and request.state in (RequestState.RUNNING, RequestState.DECIDED),
        "may_make": opened.handles and ready and (state is None or PackageState.BUILDING in PACKAGE_TRANSITIONS[state] or set_apart),
        "building": state == PackageState.BUILDING and not set_apart,
        "progress": {"done": job.done, "total": job.total} if job and job.total else None,
        "failure": _("It could not be made. Have it made again.") if set_apart else package.failure if state == PackageState.FAILED else "",
        "remark": package.remark if package else "",
        "files": _files(package) if state in _READABLE else [],
        "readable": state in _READABLE,
        "may_ask": opened.handles and state == PackageState.MADE,
        "may_agree": opened.reads and state == PackageState.READING,
        "may_hand": opened.handles and state == PackageState.AGREED,
        "facts": _facts(package) if package else [],
    }


def _files(package: AccessPackage) -> list[dict[str, Any]]:
    words = {FileKind.DATA: _("For a computer (JSON)"), FileKind.DOCUMENT: _("To read (PDF)"), FileKind.COPY: _("Copy of a document")}
    return [
        {"name": row.name, "kind": words[FileKind(row.kind)], "url": reverse("subject_requests:package_file", args=[package.request_id, row.pk])}
        for row in files_of(package)
    ]


def _facts(package: AccessPackage) -> list[dict[str, Any]]:
    rows = [{"key": _("Made for"), "value": package.asked_by.display_name}]
    if package.built_at:
        rows.append({"key": _("Made on"), "value": date_nl(package.built_at)})
    if package.reader:
        rows.append({"key": _("Second reader"), "value": package.reader.display_name})
    if package.agreed_at:
        rows.append({"key": _("Agreed on"), "value": date_nl(package.agreed_at)})
    if package.handed_at and package.handed_by:
        words = HandedHow(package.handed_how).label
        rows.append({"key": _("Handed over"), "value": f"{date_nl(package.handed_at)}, {words} ({package.handed_by.display_name})"})
    if package.digest:
        rows.append({"key": _("Digest"), "value": package.digest})
    return rows


def file_name(row: PackageFile) -> str:
    """A name for a download: what it is and no name of anybody."""
    ending = {"application/json": "json", "application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}.get(row.media_type, "bin")
    return f"{row.kind}-{row.position}.{ending}"


# ---------------------------------------------------------------- what it holds
def content_page(opened: Any, content: Mapping[str, Any], found: Gathered | None) -> dict[str, Any]:
    """Exactly what the person gets, with what is left out as a black bar; for who handles it also where each bar comes from."""
    open_for_marks = opened.handles and opened.package is not None and opened.package.state not in (PackageState.BUILDING, PackageState.HANDED)
    sections = [
        {"title": section["title"], "parts": [_shown(part, opened, open_for_marks) for part in section["parts"]]} for section in content["sections"]
    ]
    recipients = [dated(line) | {"url": _part_url(opened, line["key"], open_for_marks)} for line in content["recipients"]]
    looks = [{"dossier": each["dossier"], "lines": [dated(line) for line in each["lines"]]} for each in content["looks"]]
    return {
        "request_row": opened.request,
        "name": display_name(opened.request.person),
        "sections": sections,
        "recipients": recipients,
        "looks": looks,
        "withheld": _left_out(found, opened) if found and open_for_marks else [],
    }


def _left_out(found: Gathered, opened: Any) -> list[dict[str, Any]]:
    parts = [_withheld(part, opened) for part in found.every() if part.withheld is not None or part.marked]
    lines = {ledger_key(line): (line, ground) for line, ground in found.ledger_left_out}
    return parts + [
        {
            "what": line.recipient, "day": date_nl(line.sent_at), "ground": ground.label, "citations": list(ground.citations),
            "url": _part_url(opened, key, True), "item_url": "",
        }
        for key, (line, ground) in lines.items()
    ]  # fmt: skip


def _shown(part: Mapping[str, Any], opened: Any, marks: bool) -> dict[str, Any]:
    passages = [passage | {"url": _part_url(opened, passage["key"], marks)} for passage in part["passages"]]
    rows = [{"key": line["label"], "value": line["text"]} for line in part["lines"]]
    return {**part, "rows": rows, "day": day_text(part["on"]), "url": _part_url(opened, part["key"], marks), "passages": passages}


def _withheld(part: Part, opened: Any) -> dict[str, Any]:
    """A part that is left out, by its kind and day and without its text; where it stands, for whom that dossier is open."""
    row: Any = getattr(part.row, "item", None) or part.row
    what = row.get_kind_display() if isinstance(row, Item) else part.row._meta.verbose_name
    return {
        "what": str(what),
        "day": date_nl(row.received_on) if isinstance(row, Item) else "",
        "ground": part.withheld.label if part.withheld else _("shown after all"),
        "citations": list(part.withheld.citations) if part.withheld else [],
        "url": stays_url(opened, part.key) if part.fixed else _part_url(opened, part.key, True),
        "item_url": reverse("dossiers:item", args=[row.dossier_id, row.pk]) if isinstance(row, Item) else "",
    }


def _part_url(opened: Any, key: str, marks: bool) -> str:
    return f"{reverse('subject_requests:package_part', args=[opened.request.pk])}?{urlencode({'deel': key})}" if marks else ""


def stays_url(opened: Any, key: str) -> str:
    """Where somebody says that what the rules leave out is what the decision refuses."""
    return f"{_part_url(opened, key, True)}&blijft=1"


def ground_choices(grounds: Mapping[str, RefusalGround]) -> list[tuple[str, str]]:
    """The grounds as choices."""
    return [(code, ground.label) for code, ground in grounds.items()]
