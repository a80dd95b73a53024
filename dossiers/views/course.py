"""The doors of a dossier's course: tasks, closing and opening again, death and move."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.selectors import colleagues
from dossiers import services
from dossiers.forms.course import BecauseForm, CloseForm, DeathForm, MoveForm, MoveTaskForm, OwnTaskForm
from dossiers.forms.rights import TakeOverForm
from dossiers.presenters import course as present
from dossiers.presenters import dossier as present_dossier
from dossiers.selectors.life import message_by_id, own_task_by_id, place_of, standing_closing
from dossiers.services import closing, handing_over, life, own_tasks
from dossiers.services.talk import stop_talk
from dossiers.views.pages import user_of
from privacy_domain import clock
from privacy_domain.web.errors import UNPROCESSABLE, Invalid, put_error


@require_safe
def course(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Tasks, messages to partners, deaths and moves, closings."""
    user = user_of(request)
    dossier = services.open_dossier(ref=ref, by=user)
    return render(request, "dossiers/course/course.html", present.page(dossier, user))


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Close a dossier; first what is open."""
    user = user_of(request)
    dossier = services.open_dossier(ref=ref, write=True, by=user)
    form = CloseForm(request.POST if request.method == "POST" else None, purposes=present.purposes_of(dossier))
    if form.is_valid():
        try:
            closing.close_dossier(dossier=dossier, ending=form.ending(), by=user)
            return redirect("dossiers:closed", ref=ref)
        except Invalid as error:
            put_error(form, error)
    context = present.closing_page(dossier, user) | {"form": form}
    return render(request, "dossiers/course/close.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def closed(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A closed dossier, for who may open it again."""
    user = user_of(request)
    dossier = closing.open_closed(ref=ref, by=user)
    form = BecauseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            closing.reopen_dossier(dossier=dossier, reason=form.cleaned_data["reason"], by=user)
            return redirect("dossiers:course", ref=ref)
        except Invalid as error:
            put_error(form, error)
    context = {"form": form, "ref": ref, "number": dossier.number, "name": present_dossier.name_of(dossier), "closing": standing_closing(dossier)}
    return render(request, "dossiers/course/closed.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, ref: UUID, talk_id: UUID) -> HttpResponse:
    """A talk does not take place, or goes no further."""
    user = user_of(request)
    talk = services.open_talk(ref=ref, talk_id=talk_id, write=True, by=user)
    form = BecauseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        stop_talk(talk=talk, because=form.cleaned_data["reason"], by=user)
        return redirect("dossiers:overview", ref=ref)
    return _page(request, "dossiers/course/stop_talk.html", talk.dossier, user, form)


@require_http_methods(["GET", "HEAD", "POST"])
def death(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The client died."""
    user = user_of(request)
    dossier = services.open_dossier(ref=ref, write=True, by=user)
    form = DeathForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            life.record_death(dossier=dossier, died_on=form.cleaned_data["happened_on"], source=form.cleaned_data["source"], by=user)
            return redirect("dossiers:course", ref=ref)
        except Invalid as error:
            put_error(form, error)
    return _page(request, "dossiers/course/death.html", dossier, user, form)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The client moved."""
    user = user_of(request)
    dossier = services.open_dossier(ref=ref, write=True, by=user)
    form = MoveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            life.record_move(dossier=dossier, by=user, **form.facts())
            return redirect("dossiers:course", ref=ref)
        except Invalid as error:
            put_error(form, error)
    return _page(request, "dossiers/course/move.html", dossier, user, form)


@require_http_methods(["GET", "HEAD", "POST"])
def notify(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """What one partner must hear of a death or a move."""
    user = user_of(request)
    message = message_by_id(source_id)
    if message is None:
        raise Http404
    dossier = services.open_dossier(ref=message.dossier_id, write=request.method == "POST", by=user)
    if request.method == "POST":
        life.notify_provider(message=message, by=user)
        return redirect("dossiers:course", ref=dossier.pk)
    return render(request, "dossiers/course/notify.html", present.message_page(dossier, message, user))


@require_http_methods(["GET", "HEAD", "POST"])
def pass_on(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Hand a dossier over to a colleague."""
    user = user_of(request)
    dossier = services.open_dossier(ref=ref, write=True, by=user)
    form = TakeOverForm(request.POST if request.method == "POST" else None, colleagues=colleagues())
    if form.is_valid():
        try:
            handing_over.pass_on(dossier=dossier, user=form.chosen(), reason=form.cleaned_data["reason"], by=user)
            return redirect("dossiers:list")
        except Invalid as error:
            put_error(form, error)
    return _page(request, "dossiers/course/pass_on.html", dossier, user, form)


# ---------------------------------------------------------------- own tasks
@require_http_methods(["GET", "HEAD", "POST"])
def add_task(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A task for oneself or a colleague."""
    user = user_of(request)
    dossier = services.open_dossier(ref=ref, write=True, by=user)
    form = OwnTaskForm(request.POST if request.method == "POST" else None, colleagues=colleagues(), user=user)
    if form.is_valid():
        said = form.cleaned_data
        try:
            own_tasks.add_own_task(dossier=dossier, text=said["text"], due_on=said["due_on"], user=form.chosen(), key=said["key"], by=user)
            return redirect("dossiers:course", ref=ref)
        except Invalid as error:
            put_error(form, error)
    return _page(request, "dossiers/course/add_task.html", dossier, user, form)


@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """One own task: done, or moved to another day or colleague. What is sent here is the move."""
    user = user_of(request)
    row = own_task_by_id(source_id)
    if row is None:
        raise Http404
    dossier = services.open_dossier(ref=row.dossier_id, write=request.method == "POST", by=user)
    place = place_of(row)
    form = MoveTaskForm(
        request.POST if request.method == "POST" else None,
        colleagues=colleagues(),
        due_on=place.due_on if place else None,
        holder=place.assignee_id if place else "",
    )
    if form.is_valid():
        try:
            own_tasks.move_own_task(task=row, due_on=form.cleaned_data["due_on"], user=form.chosen(), by=user)
            return redirect("dossiers:course", ref=row.dossier_id)
        except Invalid as error:
            put_error(form, error)
    return _page(request, "dossiers/course/task.html", dossier, user, form, line=present.own_task_line(row, place))


@require_POST
def finish_task(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """An own task is done."""
    user = user_of(request)
    row = own_task_by_id(source_id)
    if row is None:
        raise Http404
    services.open_dossier(ref=row.dossier_id, write=True, by=user)
    own_tasks.finish_own_task(task=row, by=user)
    return redirect("dossiers:course", ref=row.dossier_id)


@require_safe
def close_task(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Where the task to close a dossier leads."""
    services.open_dossier(ref=source_id, by=user_of(request))
    return redirect("dossiers:close", ref=source_id)


def _page(request: HttpRequest, template: str, dossier: Any, user: Any, form: Any, **more: Any) -> HttpResponse:
    context = present_dossier.frame(dossier, user, clock.today()) | {"form": form} | more
    return render(request, template, context, status=UNPROCESSABLE if form.errors else 200)
