"""The doors to what stands in a dossier: the list, one item, adding, correcting, a statement, a file, paper, search."""

from __future__ import annotations

import re
from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers import services
from dossiers.events import DossierEvent
from dossiers.forms.items import (
    CLIENT,
    OTHERS,
    ItemFilterForm,
    ItemForm,
    PassageFormSet,
    StatementForm,
    WordsForm,
    people_to_mark,
    read_after,
    read_filter,
    typed_passages,
)
from dossiers.policies.items import item_rules
from dossiers.presenters import dossier as present_dossier
from dossiers.presenters import items as present
from dossiers.selectors import items as select
from dossiers.services.drafts import save_item_draft
from dossiers.services.item_reading import list_items, open_file, open_item, print_items, search_dossier
from dossiers.services.items import add_statement, correct_item, record_item
from dossiers.states import ItemKind
from dossiers.views.drafts import Draft, Typed, keep, typed_content
from dossiers.views.pages import restored, user_of
from privacy_domain import clock
from privacy_domain.operation import time_ordered_id
from privacy_domain.protocols.types import Category, Refused
from privacy_domain.web.errors import UNPROCESSABLE, Invalid, put_error

FORBIDDEN = 403
MOST_TYPED = 200_000
ANOTHER_PIECE = "nog-een"  # in the address of the button that asks room for another piece of text
PAGE_NAME = re.compile(r"[a-z]{3,12}(-[0-9a-f-]{36})?")


@require_safe
def items(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What stands in the dossier, the newest first, narrowed to what was chosen."""
    user, on = user_of(request), clock.today()
    wanted = read_filter(request.GET.dict())
    page = list_items(ref=ref, wanted=wanted, after=read_after(request.GET.get("na", "")), by=user)
    form = ItemFilterForm(request.GET if wanted.narrows or request.GET else None, choices=present.filter_choices(page.dossier, on))
    return render(request, "dossiers/items/list.html", present.items_page(page, wanted, user, form, on))


@require_safe
def item(request: HttpRequest, ref: UUID, item_id: UUID) -> HttpResponse:
    """One item: its text with whom it is about, what the client says about it, its other versions."""
    user = user_of(request)
    found = open_item(ref=ref, item_id=item_id, by=user)
    beside = select.statements_beside([found]).get(found.series, [])
    passages = select.passages_of([found, *beside])
    context = present.item_page(found, select.versions_of(found), beside, passages, user, clock.today())
    return render(request, "dossiers/items/item.html", context)


@require_safe
def file(request: HttpRequest, ref: UUID, item_id: UUID) -> HttpResponse:
    """The file of a document, to keep: never shown inside a page."""
    found, content = open_file(ref=ref, item_id=item_id, by=user_of(request))
    response = HttpResponse(content, content_type=found.media_type)
    name = f"stuk-{found.dossier.number}-{found.received_on.isoformat()}.{present.SUFFIX[found.media_type]}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, ref: UUID, kind: str) -> HttpResponse:
    """Write something down, or register a paper part; the protocol is asked when it is sent."""
    if kind not in present.SLUGS:
        raise Http404
    user = user_of(request)
    dossier = services.open_dossier(ref=ref, write=True, by=user)
    return _Writing(request, dossier, user, present.SLUGS[kind], page=kind).answer()


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, ref: UUID, item_id: UUID) -> HttpResponse:
    """A new version of an item; the earlier one stays."""
    user = user_of(request)
    found = open_item(ref=ref, item_id=item_id, write=True, by=user)
    if request.method != "POST" and (found.kind == ItemKind.STATEMENT or found.superseded_at is not None):
        return redirect(present.item_url(found))
    return _Writing(request, found.dossier, user, ItemKind(found.kind), page=present.correction_page(found), corrects=found).answer()


class _Writing:
    """One page on which an item is written or corrected."""

    def __init__(self, request: HttpRequest, dossier: Any, user: Any, kind: ItemKind, *, page: str, corrects: Any = None) -> None:
        self.request, self.dossier, self.user, self.kind, self.page, self.corrects = request, dossier, user, kind, page, corrects
        self.on = clock.today()
        self.rules = item_rules(dossier, kind, self.on)
        self.old = list(select.passages_of([corrects]).get(corrects.pk, [])) if corrects else []
        named = [subject.relation_id for passage in self.old for subject in passage.subjects.all()]
        self.people = people_to_mark(present_dossier.name_of(dossier), select.relations_named(dossier, named))

    def answer(self) -> HttpResponse:
        """The page, or where one goes when it is done."""
        if self.request.method != "POST":
            return self._opened()
        if ANOTHER_PIECE in self.request.GET:
            self._keep()
            return self._show(*self._unbound({name: self.request.POST.getlist(name) for name in self.request.POST}, more=True))
        form, rows = self._form(self.request.POST, self.request.FILES), self._rows(data=self.request.POST)
        refusal = None
        if form.is_valid() and rows.is_valid():
            try:
                return redirect(present.item_url(self._act(form, rows)))
            except Invalid as error:
                put_error(form, error)
            except Refused as refused:
                refusal = refused.decision
        self._keep()
        return self._show(form, rows, status=FORBIDDEN if refusal else UNPROCESSABLE, refusal=refusal)

    def _act(self, form: Any, rows: Any) -> Any:
        passages = rows.passages(keep_first=self.kind in (ItemKind.DOCUMENT, ItemKind.PAPER))
        sent = form.cleaned_data.get("file")
        content = sent.read() if sent else None
        shared = {"content": content, "key": form.cleaned_data["key"], "page": self.page, "by": self.user}
        if self.corrects is None:
            return record_item(dossier=self.dossier, facts=form.facts(passages), **shared)
        facts = form.facts(passages, self.corrects.received_on)
        return correct_item(item=self.corrects, facts=facts, reason=form.cleaned_data["correction_reason"], **shared)

    def _opened(self) -> HttpResponse:
        draft = select.item_draft_of(self.dossier, self.page, self.user)
        typed = cast("dict[str, list[str]]", draft.content) if draft else {}
        form, rows = self._unbound(typed)
        return self._show(form, rows, draft=draft)

    def _unbound(self, typed: dict[str, list[str]], *, more: bool = False) -> tuple[Any, Any]:
        """The forms with what was typed, not judged; or with what stands in the item that is corrected."""
        base = {"key": time_ordered_id()} | (present.values_of(self.corrects) if self.corrects else {})
        pieces = typed_passages(typed) if typed else [_piece(passage) for passage in self.old]
        form = self._form(initial=restored(ItemForm, typed, base))
        return form, self._rows(initial=pieces or [{"text": "", "about": [CLIENT]}], more=more)

    def _form(self, *args: Any, **kwargs: Any) -> ItemForm:
        waiting = present.waiting_categories(self.dossier, self.rules, self.on)
        return ItemForm(*args, kind=self.kind, rules=self.rules, waiting=waiting, correcting=self.corrects is not None, **kwargs)

    def _rows(self, *, more: bool = False, **kwargs: Any) -> Any:
        rows = PassageFormSet(
            prefix="p", form_kwargs={"people": self.people, "text_needed": self.kind not in (ItemKind.DOCUMENT, ItemKind.PAPER)}, **kwargs
        )
        rows.extra = int(more)
        return rows

    def _keep(self) -> None:
        """What was sent and not recorded stays on the server, so that one can go and do what is missing."""
        content = typed_content(self.request.POST, most=MOST_TYPED)
        if content is not None:
            save_item_draft(dossier=self.dossier, page=self.page, version=None, content=content, by=self.user)

    def _show(self, form: Any, rows: Any, *, status: int = 200, refusal: Any = None, draft: Any = None) -> HttpResponse:
        kept = draft or select.item_draft_of(self.dossier, self.page, self.user)
        context = present.add_page(self.dossier, self.kind, self.rules, self.user, self.on) | {
            "form": form,
            "rows": rows,
            "corrects": self.corrects,
            "version": kept.version if kept else 0,
            "saved_at": kept.saved_at if kept else None,
            "action": self.request.path,
            "autosave_page": self.page,
            "refusal": present.refusal(refusal, self.dossier) if refusal else None,
        }
        return render(self.request, "dossiers/items/write.html", context, status=status)


def _piece(passage: Any) -> dict[str, Any]:
    about = [CLIENT] if passage.about_client else []
    about += [str(subject.relation_id) for subject in passage.subjects.all()]
    return {"text": passage.text, "about": about + ([OTHERS] if passage.about_others else [])}


@require_POST
def save_draft(request: HttpRequest, ref: UUID, page: str) -> JsonResponse:
    """Keep what is typed on a page of the dossier."""
    user = user_of(request)
    if not PAGE_NAME.fullmatch(page):
        raise Http404

    def kept(version: int, content: Typed) -> Draft:
        dossier = services.open_dossier(ref=ref, write=True, by=user)
        return save_item_draft(dossier=dossier, page=page, version=version, content=content, by=user)

    return keep(request, kept, most=MOST_TYPED)


@require_http_methods(["GET", "HEAD", "POST"])
def state(request: HttpRequest, ref: UUID, item_id: UUID | None = None) -> HttpResponse:
    """The client's own statement, beside an item or beside the dossier as a whole."""
    user = user_of(request)
    beside = open_item(ref=ref, item_id=item_id, write=True, by=user) if item_id else None
    dossier = beside.dossier if beside else services.open_dossier(ref=ref, write=True, by=user)
    page = present.statement_page(beside)
    draft = select.item_draft_of(dossier, page, user)
    typed = cast("dict[str, list[str]]", draft.content) if draft else {}
    base = {"key": time_ordered_id(), "said_by": present_dossier.name_of(dossier)}
    form = StatementForm(request.POST if request.method == "POST" else None, initial=restored(StatementForm, typed, base))
    if form.is_valid():
        categories = [Category(code) for code in beside.categories] if beside else [Category.NAW]
        try:
            made = add_statement(
                dossier=dossier, statement=form.statement(categories), beside=beside, key=form.cleaned_data["key"], page=page, by=user
            )
            return redirect(present.item_url(made))
        except Invalid as error:
            put_error(form, error)
    context = present_dossier.frame(dossier, user, clock.today()) | {
        "form": form,
        "beside": {"title": beside.title, "url": present.item_url(beside)} if beside else None,
        "citations": present.statement_citations(clock.today()),
        "version": draft.version if draft else 0,
        "saved_at": draft.saved_at if draft else None,
        "autosave_page": page,
    }
    return render(request, "dossiers/items/statement.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
def printed(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The content in full, to put on paper."""
    user = user_of(request)
    found = print_items(ref=ref, wanted=read_filter(request.GET.dict()), by=user)
    return render(request, "dossiers/items/print.html", present.print_page(found, user, clock.today()))


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Words inside this dossier. They are sent, never put in an address, and never logged."""
    user, on = user_of(request), clock.today()
    form = WordsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        found = search_dossier(ref=ref, words=form.cleaned_data["words"], by=user)
        return render(request, "dossiers/items/search.html", present.search_page(found, found.dossier, user, on) | {"form": form})
    dossier = services.open_dossier(ref=ref, event=DossierEvent.OPENED, by=user)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "dossiers/items/search.html", present.search_page(None, dossier, user, on) | {"form": form}, status=status)
