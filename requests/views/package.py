"""The search for data, and the access package."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.selectors import account, user_by_id
from access.selectors.accounts import colleagues_for
from privacy_domain.web.errors import UNPROCESSABLE, Invalid, put_error
from privacy_domain.work import selectors as work
from requests.forms.package import HandOverForm, LeaveOutForm, ReaderChoiceForm, SearchForm, SendBackForm, ShowForm
from requests.presenters import package as present
from requests.selectors.desk import by_id, dossiers_of
from requests.selectors.package import gather
from requests.selectors.packaging import content_of
from requests.services import handing_over, limiting, search
from requests.services import package as services
from requests.services.package import OpenedPackage
from requests.states import Found, HandedHow, PackageState, SearchedIn


def _opened(request: HttpRequest, request_id: UUID) -> OpenedPackage:
    found = by_id(request_id)
    if found is None:
        raise Http404
    return services.open_package(request=found, by=account(request.user))


# ---------------------------------------------------------------- the search
@require_POST
def start(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Everybody who holds data is asked to look."""
    user = account(request.user)
    opened = _opened(request, request_id)
    search.start_search(request=opened.request, by=user)
    return redirect("subject_requests:package", request_id=request_id)


@require_http_methods(["GET", "HEAD", "POST"])
def look_for(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Somebody says what he found."""
    user, posted = account(request.user), request.method == "POST"
    task = search.open_search(search_id=source_id, write=posted, by=user)
    form = SearchForm(request.POST if posted else None, own=task.where == SearchedIn.OWN)
    if form.is_valid():
        try:
            search.answer_search(search=task, found=Found(form.cleaned_data["found"]), paper=form.cleaned_data["paper"], by=user)
            return redirect("subject_requests:search", source_id=source_id)
        except Invalid as error:
            put_error(form, error)
    context = present.search_page(task) | {"form": form}
    return render(request, "requests/search.html", context, status=UNPROCESSABLE if form.errors else 200)


# ---------------------------------------------------------------- the package
@require_safe
def look(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """How the package stands."""
    return _page(request, _opened(request, request_id))


def _page(request: HttpRequest, opened: OpenedPackage, **wrong: Any) -> HttpResponse:
    package = opened.package
    job = work.job(package.job, owner_id=package.asked_by_id) if package and package.job and package.state == PackageState.BUILDING else None
    context = present.page(opened, job)
    forms: dict[str, Any] = {"hand_form": HandOverForm(), "back_form": SendBackForm()}
    if context["may_ask"]:
        forms["reader_form"] = ReaderChoiceForm(colleagues=_colleagues(opened))
    return render(
        request, "requests/package.html", context | forms | wrong | {"wrong_form": next(iter(wrong.values()), None)},
        status=UNPROCESSABLE if wrong else 200,
    )  # fmt: skip


def _colleagues(opened: OpenedPackage) -> list[tuple[str, str]]:
    not_these = {opened.request.handler_id, opened.package.asked_by_id if opened.package else None}
    return [(str(user.pk), user.display_name) for user in colleagues_for(dossiers_of([opened.request.person_id])) if user.pk not in not_these]


@require_safe
def to_reader(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """The task of the second reader leads to what he reads."""
    package = services.open_for_reader(package_id=source_id, by=account(request.user))
    return redirect("subject_requests:package", request_id=package.request_id)


@require_POST
def make(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Have it made."""
    user = account(request.user)
    services.make_package(request=_opened(request, request_id).request, by=user)
    return redirect("subject_requests:package", request_id=request_id)


@require_safe
def content(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Exactly what the person gets."""
    opened = _opened(request, request_id)
    said = content_of(opened.package) if opened.package else None
    if said is None:
        raise Http404
    return render(request, "requests/package_content.html", present.content_page(opened, said, gather(opened.request) if opened.handles else None))


@require_safe
def file(request: HttpRequest, request_id: UUID, file_id: UUID) -> HttpResponse:
    """One of its files, to keep."""
    user = account(request.user)
    row, data = services.take_file(opened=_opened(request, request_id), file_id=file_id, by=user)
    answer = HttpResponse(data, content_type=row.media_type)
    answer["Content-Disposition"] = f'attachment; filename="{present.file_name(row)}"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One part: leave it out on a ground, or show it after all."""
    user = account(request.user)
    opened = _opened(request, request_id)
    if not opened.handles:
        raise Http404
    found = gather(opened.request)
    key = request.GET.get("deel", "")
    one = next((each for each in found.every() if each.key == key), None)
    gone = key in found.recipients_left_out()
    if one is None and not gone and key not in found.recipients():
        raise Http404
    marked = gone or (one is not None and one.marked)
    withheld = (gone or (one is not None and one.withheld is not None)) and "blijft" not in request.GET
    posted = request.POST if request.method == "POST" else None
    form: Any = ShowForm(posted) if withheld else LeaveOutForm(posted, grounds=present.ground_choices(found.grounds))
    if posted is not None and marked and "terug" in posted:
        limiting.take_mark_back(request=opened.request, part=key, by=user)
        return redirect("subject_requests:package_content", request_id=request_id)
    if form.is_valid():
        try:
            if withheld:
                limiting.show_after_all(request=opened.request, part=key, explanation=form.cleaned_data["explanation"], by=user)
            else:
                limiting.leave_out(request=opened.request, part=key, by=user, **form.cleaned_data)
            return redirect("subject_requests:package_content", request_id=request_id)
        except Invalid as error:
            put_error(form, error)
    context = {
        "request_row": opened.request,
        "form": form,
        "withheld": withheld,
        "marked": marked,
        "grounds": found.grounds.values(),
        "stays": present.stays_url(opened, key),
    }
    return render(request, "requests/package_part.html", context, status=UNPROCESSABLE if form.errors else 200)


# ---------------------------------------------------------------- read, agreed, handed over
def _act(request: HttpRequest, request_id: UUID, name: str, filled: Any, act: Callable[[OpenedPackage, dict[str, Any]], Any]) -> HttpResponse:
    opened = _opened(request, request_id)
    form = filled(opened)
    if form.is_valid():
        try:
            act(opened, form.cleaned_data)
            return redirect("subject_requests:package", request_id=request_id)
        except Invalid as error:
            put_error(form, error)
    return _page(request, opened, **{name: form})


@require_POST
def ask(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Somebody else is asked to read it."""
    user = account(request.user)

    def act(opened: OpenedPackage, said: dict[str, Any]) -> None:
        reader = user_by_id(UUID(said["reader"]))
        if reader is None:
            raise Invalid("Kies een collega die hier werkt.", field="reader")
        handing_over.ask_reader(request=opened.request, reader=reader, by=user)

    return _act(request, request_id, "reader_form", lambda opened: ReaderChoiceForm(request.POST, colleagues=_colleagues(opened)), act)


@require_POST
def agree(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The second reader agrees to what he read."""
    user = account(request.user)
    opened = _opened(request, request_id)
    if opened.package is None:
        raise Http404
    handing_over.agree(package=opened.package, digest=request.POST.get("digest", ""), by=user)
    return redirect("subject_requests:package", request_id=request_id)


@require_POST
def send_back(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The second reader says what has to change."""
    user = account(request.user)

    def act(opened: OpenedPackage, said: dict[str, Any]) -> None:
        if opened.package is None:
            raise Http404
        handing_over.send_back(package=opened.package, remark=said["remark"], by=user)

    return _act(request, request_id, "back_form", lambda _opened: SendBackForm(request.POST), act)


@require_POST
def hand_over(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The person got it."""
    user = account(request.user)

    def act(opened: OpenedPackage, said: dict[str, Any]) -> None:
        handing_over.hand_over(request=opened.request, how=HandedHow(said["how"]), by=user)

    return _act(request, request_id, "hand_form", lambda _opened: HandOverForm(request.POST), act)
