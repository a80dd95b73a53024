"""What the frame of every page and the page "my work" show.

Floors above say in their AppConfig how their work is shown: `show_task` for a kind of task, `add_block` for a block of
their own (the talks of today). Nothing here knows what a dossier is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access import selectors
from access.models import User
from access.policies import Places, places_of
from access.states import ADMINISTRATIVE_ROLES, ENGINE_ROLES, MunicipalRole, TeamRole
from privacy_domain import clock
from privacy_domain.protocols import book
from privacy_domain.protocols.types import Role
from privacy_domain.tenancy.selectors import protocol_on
from privacy_domain.work.models import Task
from privacy_domain.work.selectors import open_tasks

Words = str | Promise


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One line of work: what, where, how it stands (done, todo, busy, blocked) and a quieter second line."""

    title: Words
    url: str
    status: str = "todo"
    hint: Words = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class WorkBlock:
    """A block of the page "my work"; `subjects` are the ids that it shows, for the read log."""

    title: Words
    items: tuple[WorkItem, ...]
    empty: Words
    subjects: tuple[UUID, ...] = ()


BlockMaker = Callable[[User], WorkBlock | None]  # None: there is nothing to show this person
_blocks: list[tuple[int, BlockMaker]] = []
_tasks: dict[str, tuple[Words, str]] = {}


def add_block(maker: BlockMaker, *, position: int) -> None:
    """Show what `maker` makes for each account on its page "my work"; a lower `position` stands higher. Twice is once."""
    if (position, maker) not in _blocks:
        _blocks.append((position, maker))
        _blocks.sort(key=lambda block: block[0])


def show_task(kind: str, *, title: Words, page: str) -> None:
    """Show tasks of `kind` with `title`, leading to the address named `page`, which takes the task's source as `source_id`."""
    _tasks[kind] = (title, page)


def work_blocks(user: User) -> list[WorkBlock]:
    """The blocks of the floors above, then the open tasks of `user`, of his teams and of his roles."""
    return [*filter(None, (maker(user) for _position, maker in _blocks)), _task_block(user)]


def _task_block(user: User) -> WorkBlock:
    teams = [membership.team_id for membership in selectors.teams_of(user)]
    tasks = list(open_tasks(assignee_id=user.pk, team_ids=teams, roles=[str(role) for role in selectors.roles_of(user)])[:50])
    return WorkBlock(
        title=_("Tasks and terms"),
        items=tuple(_task_item(task) for task in tasks),
        empty=_("You have no open tasks."),
        subjects=tuple(task.dossier_id for task in tasks if task.dossier_id),
    )


def task_title(task: Task) -> tuple[Words, str]:
    """What a task is called, and the address it leads to."""
    title, page = _tasks.get(task.kind, (_("Task"), ""))
    return title, _address(page, {"source_id": task.source_id})


def _task_item(task: Task) -> WorkItem:
    title, url = task_title(task)
    return WorkItem(title=title, url=url, due_on=task.due_on)


def _address(page: str, arguments: dict[str, Any] | None = None) -> str:
    try:
        return reverse(page, kwargs=arguments) if page else ""
    except NoReverseMatch:
        return ""


# ---------------------------------------------------------------- the frame
_CASE_ROLES = (MunicipalRole.COMPLAINTS_HANDLER, MunicipalRole.OBJECTIONS_HANDLER, MunicipalRole.PRIVACY_OFFICER, MunicipalRole.TEAM_LEAD)
# address, words, roles that see it (empty: everybody)
_MENU: tuple[tuple[str, Words, tuple[MunicipalRole, ...]], ...] = (
    ("access:my_work", gettext_lazy("My work"), ()),
    ("dossiers:list", gettext_lazy("Cases"), ()),
    ("dossiers:plans", gettext_lazy("Plans"), (MunicipalRole.DIRECTOR,)),
    ("subject_requests:desk", gettext_lazy("Requests"), ()),
    ("dossiers:may_i_share", gettext_lazy("May I share this?"), ()),
    ("dossiers:inbox", gettext_lazy("To decide"), ()),
    ("dossiers:look_reviews", gettext_lazy("Asking after looks"), (MunicipalRole.PRIVACY_OFFICER,)),
    ("dossiers:access_desk", gettext_lazy("Access"), ADMINISTRATIVE_ROLES),
    ("retention:desk", gettext_lazy("Keeping"), ADMINISTRATIVE_ROLES),
    ("subject_requests:cases", gettext_lazy("Complaints and objections"), _CASE_ROLES),
    ("subject_requests:breach_register", gettext_lazy("Data breaches"), (MunicipalRole.PRIVACY_OFFICER,)),
    ("desk:registers", gettext_lazy("Registers"), (MunicipalRole.PRIVACY_OFFICER,)),
    ("admin:index", gettext_lazy("Administration"), ADMINISTRATIVE_ROLES),
)
_ABOUT = re.compile(r"/d/([0-9a-f-]{36})/")  # the page of a dossier
_FOR_LEADERS = frozenset({"dossiers:inbox", "dossiers:look_reviews"})  # besides the roles named beside them


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: menu, the account's own menu, the address that locks, the seconds until it does."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {}
    mode = selectors.client_mode(request.session)
    known = {"lock_url": _address("access:lock"), "hide_url": _address("access:hidden"), "idle_seconds": selectors.idle_seconds(request.session)}
    if mode is not None:
        return known | {"client_mode": True, "leave_client_mode_url": _address("access:leave_client_mode"), "nav_items": [], "home_url": ""}
    places = places_of(user, clock.today())
    return known | {
        "home_url": _address("access:my_work"),
        "user_role_label": user.job_title,
        "user_menu": [{"label": _("My access"), "url": _address("access:my_access"), "icon": "shield"}, *_duty_item()],
        "nav_items": list(_menu(request, places)) if selectors.is_ready(request.session) else [],
        "footer_links": _footer(request) if selectors.is_ready(request.session) else [],
        "protocol_label": book.version(places.protocol).citation_title if places.protocol else "",
    }


def _footer(request: HttpRequest) -> list[dict[str, Any]]:
    """From every page: something went wrong. From the page of a dossier it says which."""
    address, about = _address("subject_requests:report_breach"), _ABOUT.search(request.path)
    query = f"?d={about[1]}" if about else ""
    links = [(_("Something went wrong"), address), (_("Complaint or objection"), _address("subject_requests:new_case"))]
    return [{"label": label, "url": f"{url}{query}"} for label, url in links if url]


def _duty_item() -> list[dict[str, Any]]:
    address = _address("dossiers:ask_duty")
    return [{"label": _("Access on a duty in law"), "url": address, "icon": "scale"}] if address else []


def _menu(request: HttpRequest, places: Places) -> Iterable[dict[str, Any]]:
    roles, leads = places.roles, bool(places.led) or MunicipalRole.TEAM_LEAD in places.roles
    for page, words, needed in _MENU:
        shown = roles.intersection(needed) or (leads if page in _FOR_LEADERS else not needed)
        address = _address(page) if shown else ""
        if address:
            yield {
                "label": words,
                "url": address,
                "current": request.path == address or (page != "access:my_work" and request.path.startswith(address)),
            }


# ---------------------------------------------------------------- my access
def role_label(role: MunicipalRole) -> str:
    """What this municipality calls the role (its protocol's own word), otherwise the general word."""
    protocol = protocol_on(clock.today())
    engine_role = ENGINE_ROLES.get(role)
    own = protocol.role_labels.get(engine_role) if protocol and engine_role else None
    return own or str(role.label)


_HATS: dict[str, Words] = {
    Role.PROFESSIONAL: gettext_lazy("professional"),
    Role.TEAM_LEAD: gettext_lazy("team leader"),
    Role.DIRECTOR: gettext_lazy("process director"),
    Role.COMPLAINTS_HANDLER: gettext_lazy("complaints handler"),
    Role.OBJECTIONS_HANDLER: gettext_lazy("objections handler"),
    Role.SUPERVISOR: gettext_lazy("supervisor or special controller"),
    Role.VEILIG_THUIS: gettext_lazy("Veilig Thuis"),
    MunicipalRole.PRIVACY_OFFICER: MunicipalRole.PRIVACY_OFFICER.label,
    MunicipalRole.FUNCTIONAL_ADMIN: MunicipalRole.FUNCTIONAL_ADMIN.label,
}


def hat_label(hat: str) -> str:
    """What this municipality calls the role under which a line stands in the log; a code that is not known: an employee."""
    protocol = protocol_on(clock.today())
    own = protocol.role_labels.get(Role(hat)) if protocol and hat in list(Role) else None
    return own or str(_HATS.get(hat, gettext_lazy("employee")))


def team_place_label(place: TeamRole) -> str:
    """What this municipality calls a leader or a member of a team (teamcoach and SWT'er in Leiden)."""
    protocol = protocol_on(clock.today())
    own = protocol.role_labels.get(Role.TEAM_LEAD if place == TeamRole.LEAD else Role.PROFESSIONAL) if protocol else None
    return own or str(place.label)


def own_access(user: User) -> list[dict[str, Any]]:
    """Rows of a summary: who one is here, in which teams, with which roles, what one promised."""
    none = _("none")
    teams = [f"{m.team.name} ({team_place_label(TeamRole(m.role))})" for m in selectors.teams_of(user)]
    roles = sorted(role_label(role) for role in selectors.roles_of(user))
    promised = selectors.acknowledgements_of(user)
    return [
        {"key": _("Name"), "value": user.display_name},
        {"key": _("User name"), "value": user.username},
        {"key": _("Function"), "value": user.job_title or none},
        {"key": _("Teams"), "value": teams or none},
        {"key": _("Roles"), "value": roles or none},
        {"key": _("Secrecy promised"), "value": _moment(promised[0].at) if promised else none},
    ]


def secrecy_text(text: selectors.Text) -> dict[str, Any]:
    """The text on duties and secrecy for a screen: paragraphs and lists apart, with the articles behind it."""
    blocks = [
        {"list": [line.removeprefix("- ") for line in block]} if block[0].startswith("- ") else {"text": " ".join(block)} for block in text.blocks
    ]
    return {"version": text.version, "heading": text.heading, "blocks": blocks, "citations": text.citations}


def _moment(at: datetime) -> str:
    return at.astimezone(clock.AMSTERDAM).strftime("%d-%m-%Y %H:%M")
