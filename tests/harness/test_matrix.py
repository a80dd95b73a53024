"""Every address x method x post x relation x municipality: who gets in, what is seen there, and that the log knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import uuid4

import pytest

from access import policies as gate
from dossiers.services import dossier as dossier_services
from privacy_domain import clock
from privacy_domain.tenancy.scope import entered
from tests.harness import headers, policy
from tests.harness.arguments import IDS, LACKING, QUESTIONS, nowhere, of_file, of_row, paths
from tests.harness.canaries import Canary
from tests.harness.inventory import Route, routes
from tests.harness.policy import FILES, TOWNS, reach, reaching, row_of
from tests.harness.visits import Answer, Visitor
from tests.harness.world import Town, World
from tests.harness.world.asking import OWNER as ASKING
from tests.harness.world.life import QUESTION
from tests.harness.world.oversight import OVERSIGHT
from tests.harness.world.staff import POSTS
from tests.harness.world.wrong import DRAFT, TYPING

ROUTES = routes()
VISITORS = (None, *POSTS)
# whose forms are sent too: a form changes more than a page shows, but most posts stand to it alike
SENDERS = (None, "involved", "ended", "team_mate", "head", "veilig_thuis", "privacy_officer", "functional_admin")
# what does not hang on a dossier is visited by everybody in one municipality, and by these in the others
ABOUT_A_FILE = ("dossier", "plan", "door")
EVERYWHERE, EVERYBODY = "leek", (None, "involved", "functional_admin")
FORM = {"version": "0"}  # a form that was sent, with nothing filled in
SHOWS_A_LIST = {"dossiers:list", "access:my_work"}
SHOWS_QUESTIONS = QUESTIONS | {"dossiers:colleague"}
ASKER_AND_COLLEAGUE = ("involved", "team_mate")
# a request of somebody who is no client: for who handles it, for his leader, and for who watches over all of them
SHOWS_REQUESTS = {
    "access:my_work",
    *(f"subject_requests:{page}" for page in ("desk", "weeks", "request", "identify", "assign", "stop", "end", "late", "extend", "extension_sent")),
    *(f"subject_requests:{page}" for page in ("decision", "add_part", "put_decision", "sign_decision", "return_decision", "decision_sent")),
    *(f"subject_requests:{page}" for page in ("execution", "package", "ask_reader", "send_back_package", "hand_over_package")),
}
SHOWS_LOOKS = {"dossiers:look_review": ("privacy_officer", "head"), "dossiers:explain_look": ("functional_admin",)}
DESK = ("involved", "team_lead", "head", "privacy_officer")


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    forgotten = [route.name or route.pattern for route in ROUTES if row_of(route) is None]
    assert forgotten == [], "write down in policy_matrix.toml who may come there"
    assert policy.keys() - {policy.key_of(route) for route in ROUTES} == set(), "rows without an address"


def test_an_address_of_the_administration_is_visited_where_it_is() -> None:
    """Also where the name of an app has an underscore in it."""
    inside = [route for route in ROUTES if policy.model_of(route) and not route.name]
    where = {route.pattern: next(paths(route, {"object_id": uuid4()})) for route in inside}
    assert inside and [pattern for pattern, path in where.items() if not path.startswith("/" + pattern.split("<")[0])] == []


@dataclass(frozen=True)
class Visit:
    """One visit: which address, how, about which file, where, and whether the file has all that the address names."""

    route: Route
    method: str
    file: str
    path: str
    exists: bool

    def __str__(self) -> str:
        return f"{self.method} {self.path} ({self.route.name or self.route.pattern}, {self.file})"

    def allowed(self, town: Town, post: str | None) -> frozenset[int]:
        """The statuses that the table allows."""
        row = row_of(self.route)
        assert row is not None
        said = policy.allowed(row, town.code, post, self.file, self.method)
        open_here = reaching(row, town.code, post, self.file) == "open" or post in row.also
        looked_for = row.who in ("dossier", "plan") and post is not None and (open_here or "ref" not in self.route.parameters)
        return frozenset({404}) if looked_for and not self.exists and 405 not in said else said


def visits(town: Town, post: str | None) -> Iterator[Visit]:
    """Every visit of one visitor."""
    for route in ROUTES:
        row = row_of(route)
        assert row is not None
        if row.who not in ABOUT_A_FILE and town.code != EVERYWHERE and post not in EVERYBODY:
            continue
        for file in row.files if row.who in ABOUT_A_FILE else ("running",):
            arguments = of_file(town, file) | of_row(town, route)
            if row.prints and town.code != EVERYWHERE and reaching(row, town.code, post, file) == "open":
                continue
            exists = not arguments[LACKING] & set(route.parameters)
            for path in paths(route, arguments):
                yield Visit(route, "GET", file, path, exists)
                if post in SENDERS:
                    yield Visit(route, "POST", file, path, exists)


def may_show(town: Town, post: str | None, route: Route, file: str, world: World) -> set[Canary]:
    """What may stand in an answer to this visitor: of the file in the address, or in a list what the gate would open."""
    row = row_of(route)
    if row and row.who == "dossier" and reach(town.code, post, file) == "open":
        owners = town.files[file].owners
    elif row and row.who == "plan" and reaching(row, town.code, post, file) == "open":
        owners = plan_owners(file)  # who the client is and what stands in the plan, nothing else of the file
    elif route.name == "dossiers:plans" and row:
        about_plan = replace(row, who="plan")
        owners = frozenset[str]().union(*(plan_owners(name) for name in FILES if reaching(about_plan, town.code, post, name) != "hidden"))
    elif route.name == "subject_requests:report_breach" and post == TYPING:
        owners = frozenset({DRAFT})
    elif route.name in SHOWS_A_LIST:
        owners = frozenset[str]().union(*(town.files[name].owners for name in FILES if reach(town.code, post, name) != "hidden"))
    else:
        owners = frozenset({QUESTION} if route.name in SHOWS_QUESTIONS and post in ASKER_AND_COLLEAGUE else ())
    if post in SHOWS_LOOKS.get(route.name or "", ()):
        owners |= {OVERSIGHT}
    if route.name in SHOWS_REQUESTS and post in DESK:
        owners |= {ASKING}
    return {canary for canary in world.nest.of(*owners) if canary.municipality == town.code}


def plan_owners(file: str) -> frozenset[str]:
    """Whose canaries a page of the plan of this file may show."""
    return frozenset({f"{file}/plan", f"{file}/client"})


def unlogged(town: Town, answer: Answer, seen: set[Canary]) -> set[str]:
    """Files of which something was shown without a line in the log of the same operation."""
    logged = {line.dossier for line in answer.lines if line.outcome in ("looked", "done")}
    logged |= {ref for line in answer.lines if line.outcome in ("looked", "done") for ref in line.objects}
    shown = {name for name, file in town.files.items() if any(canary.owner in file.owners for canary in seen)}
    return {name for name in shown if town.files[name].dossier.pk not in logged}


@pytest.mark.requirement("ENG-8", "ENG-11")
@pytest.mark.parametrize("post", VISITORS, ids=str)
@pytest.mark.parametrize("code", TOWNS)
def test_each_visitor_sees_what_is_his_and_the_log_knows(code: str, post: str | None, world: World) -> None:
    town, faults, shown = world.towns[code], [], 0
    visitor = Visitor(town, post)
    for what in visits(town, post):
        answer = visitor.visit(what.path, what.method, FORM if what.method == "POST" else None)
        expected = what.allowed(town, post)
        if answer.status not in expected:
            faults.append(f"{what}: {answer.status}, expected {sorted(expected)}")
        seen = answer.canaries(world.nest)
        shown += bool(seen)
        if leaked := seen - may_show(town, post, what.route, what.file, world):
            faults.append(f"{what}: leaks {sorted({f'{c.municipality} {c.owner} {c.field}' for c in leaked})[:5]}")
        if missing := unlogged(town, answer, seen):
            faults.append(f"{what}: shows {sorted(missing)} and the log does not know")
        faults += [f"{what}: {fault}" for fault in headers.faults(answer, logged_in=post is not None)]
    assert faults == [], "\n".join(faults)
    if post in ("involved", "not_involved"):
        assert shown > 5, "a matrix in which nobody sees anything proves nothing"


@pytest.mark.requirement("ENG-8")
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("code", TOWNS)
def test_what_is_not_yours_answers_as_what_does_not_exist(code: str, method: str, world: World) -> None:
    """Of another municipality, of another team, of another file of one's own, and of nothing at all: one answer."""
    town = world.towns[code]
    abroad = next(other for other in world.towns.values() if other is not town)
    visitor = Visitor(town, "involved")
    own, faults = of_file(town, "running"), []
    strangers = {
        "elsewhere": of_file(town, "elsewhere"),
        "abroad": of_file(abroad, "running"),
        "finished": of_file(town, "finished"),
    }
    for route in ROUTES:
        keys = [name for name in route.parameters if name in IDS]
        if not keys or row_of(route).who not in ABOUT_A_FILE:  # type: ignore[union-attr]
            continue
        for position, key in enumerate(keys):
            for name, theirs in strangers.items():
                if position == 0 and name == "finished":
                    continue  # that file is his own
                arguments = own | {late: theirs[late] for late in keys[position:]}
                nothing = own | {late: uuid4() for late in keys[position:]}
                faults += _differences(visitor, method, route, arguments, nothing, f"{key} of {name}")
    assert faults == [], "\n".join(faults)


def _differences(visitor: Visitor, method: str, route: Route, arguments: dict[str, object], nothing: dict[str, object], what: str) -> Iterator[str]:
    theirs = visitor.visit(route.path(arguments), method)
    none = visitor.visit(route.path(nothing), method)
    if (theirs.status, theirs.normal_body) != (none.status, none.normal_body):
        yield f"{method} {route.name}, {what}: {theirs.status} differs from {none.status} for what does not exist"
    elif theirs.status not in (404, 405):
        yield f"{method} {route.name}, {what}: {theirs.status}"


@pytest.mark.requirement("ENG-8")
@pytest.mark.parametrize("code", TOWNS)
def test_rows_of_another_municipality_do_not_exist_in_the_administration(code: str, world: World) -> None:
    town = world.towns[code]
    abroad = next(other for other in world.towns.values() if other is not town)
    visitor, faults = Visitor(town, "functional_admin"), []
    for route in ROUTES:
        if "object_id" in route.parameters and route.name:
            for method in ("GET", "POST"):
                foreign = nowhere() | of_row(abroad, route)
                nothing = nowhere() | {"object_id": uuid4()}
                theirs, none = (visitor.visit(route.path(arguments), method) for arguments in (foreign, nothing))
                if (theirs.status, theirs.normal_body) != (none.status, none.normal_body):
                    faults.append(f"{method} {route.name}: {theirs.status} differs from {none.status}")
    assert faults == []


@pytest.mark.parametrize("post", ["involved", "functional_admin"])
def test_other_methods_are_refused(post: str, world: World) -> None:
    town, faults = world.towns["leek"], []
    visitor = Visitor(town, post)
    for route in ROUTES:
        for path in list(paths(route, of_file(town, "running") | of_row(town, route)))[:1]:
            for method in ("PUT", "PATCH", "DELETE", "TRACE"):
                answer = visitor.visit(path, method)
                faults += [f"{method} {route.name}: {answer.status}"] if answer.status != 405 else []
                faults += [f"{method} {route.name}: shows data"] if answer.canaries(world.nest) else []
    assert faults == [], "\n".join(faults)


@pytest.mark.parametrize("post", ["involved", "functional_admin"])
def test_a_form_without_its_token_changes_nothing(post: str, world: World) -> None:
    town, faults = world.towns["leek"], []
    visitor = Visitor(town, post)
    visitor.client.handler.enforce_csrf_checks = True
    for route in ROUTES:
        for path in list(paths(route, of_file(town, "running") | of_row(town, route)))[:1]:
            answer = visitor.visit(path, "POST", FORM)
            if answer.status not in (302, 403, 404, 405):
                faults.append(f"{route.name}: {answer.status}")
    assert faults == [], "\n".join(faults)


def test_matrix_notices_an_open_gate_and_a_silent_log(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The matrix bites: with the gate open to all it finds leaks, with looks that are not written it misses the lines."""
    town = world.towns["leek"]
    path = f"/d/{town.files['running'].dossier.pk}/"
    with entered(town.scope):
        passage = gate.enter(town.staff["involved"], town.files["running"].dossier.pk, on=clock.today())
    monkeypatch.setattr(gate, "enter", lambda *args, **kwargs: passage)
    seen = Visitor(town, "team_mate").visit(path).canaries(world.nest)
    overview = next(route for route in ROUTES if route.name == "dossiers:overview")
    assert seen - may_show(town, "team_mate", overview, "running", world)
    monkeypatch.setattr(dossier_services, "look", lambda *args, **kwargs: None)
    answer = Visitor(town, "involved").visit(path)
    assert unlogged(town, answer, answer.canaries(world.nest)) == {"running"}
