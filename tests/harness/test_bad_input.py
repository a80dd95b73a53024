"""Whatever is sent: an answer below 500, without a trace of the inside, and nothing sent back as mark-up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.harness import nasty
from tests.harness.arguments import of_file, of_row, paths
from tests.harness.forms import Form, forms_of
from tests.harness.inventory import Route, routes
from tests.harness.policy import row_of
from tests.harness.visits import Answer, Visitor
from tests.harness.world import Town, World
from tests.integration.uploads import hostile

INSIDE = (
    b"Traceback (most recent",
    b'File "/',
    b"site-packages",
    b"psycopg",
    b"django.db",
    b"OperationalError",
    b"SELECT ",
)
POSTS = ("involved", "functional_admin")
PLACE = "running"
PER_FIELD, PER_PAGE = 1, 1  # values for each; they go round, so that all fields together meet every value several times


def fault(answer: Answer, what: str) -> list[str]:
    """What is wrong with an answer to nasty input."""
    found = [f"{what}: {answer.status}"] if answer.status >= 500 else []
    found += [f"{what}: shows {word!r}" for word in INSIDE if word in answer.body]
    found += [f"{what}: sends mark-up back" for marker in nasty.MARKERS if marker in answer.body]
    if any("\n" in value or ("x-nasty" in value.lower() and "<" in value) for value in answer.headers.values()):
        found.append(f"{what}: sends input back in a header")
    location = answer.headers.get("Location", "")
    if location.startswith(("//", "http:", "https:", "javascript:", "data:")):
        found.append(f"{what}: leads to {location}")
    return found


@dataclass(frozen=True)
class Page:
    """One address that can be visited."""

    route: Route
    path: str


def pages(town: Town, file: str = PLACE) -> list[Page]:
    """Every address, with real ids."""
    arguments = {route: of_file(town, file) | of_row(town, route) for route in routes()}
    return [Page(route, path) for route, known in arguments.items() for path in paths(route, known)]


def cheap(page: Page) -> bool:
    """Not one that makes a PDF, nor one that ends the session."""
    row = row_of(page.route)
    return not (row and row.prints) and page.route.name != "account_logout"


@pytest.fixture(params=POSTS)
def visitor(request: pytest.FixtureRequest, world: World) -> Visitor:
    return Visitor(world.towns["leek"], request.param)


_FORMS: dict[str | None, list[tuple[str, Form]]] = {}


def forms(visitor: Visitor) -> list[tuple[str, Form]]:
    """Every form on every page that this visitor can see, with the address of the page; read once."""
    if visitor.post not in _FORMS:
        _FORMS[visitor.post] = _forms(visitor)
    return _FORMS[visitor.post]


def _forms(visitor: Visitor) -> list[tuple[str, Form]]:
    found = []
    for file in (PLACE, "child"):
        for page in filter(cheap, pages(visitor.town, file)):
            answer = visitor.visit(page.path)
            if answer.status == 200 and answer.headers["Content-Type"].startswith("text/html"):
                found += [(page.path, form) for form in forms_of(answer.body, f"/{visitor.town.code}{page.path}")]
    unique = {(form.action, form.method, tuple(form.fields)): (path, form) for path, form in found}
    return list(unique.values())


def below(visitor: Visitor, action: str) -> str:
    """The path of a form below the municipality."""
    return action.removeprefix(f"/{visitor.town.code}")


def test_parameters_of_every_page(visitor: Visitor) -> None:
    faults, values = [], cycle(nasty.VALUES)
    for page in filter(cheap, pages(visitor.town)):
        for parameter in islice(cycle(nasty.PARAMETERS), hash_of(page.path), hash_of(page.path) + PER_PAGE):
            value = next(values)
            answer = visitor.visit(page.path, "GET", {parameter: value, "next": nasty.MARKUP})
            faults += fault(answer, f"GET {page.path}?{parameter}={value[:40]!r}")
    assert faults == [], "\n".join(faults)


def hash_of(text: str) -> int:
    """A number that is the same in every run."""
    return sum(text.encode()) % 97


def test_parameters_of_the_lists_of_the_administration(world: World) -> None:
    """Every parameter that a list knows, with every value."""
    visitor, faults = Visitor(world.towns["leek"], "functional_admin"), []
    lists = [page.path for page in pages(visitor.town) if page.route.name.endswith("_changelist")]
    pairs = [(parameter, value) for parameter in nasty.PARAMETERS for value in nasty.VALUES]
    for path, (parameter, value) in zip(cycle(lists), pairs[:: len(pairs) // 150], strict=False):
        faults += fault(visitor.visit(path, "GET", {parameter: value}), f"GET {path}?{parameter}={value[:40]!r}")
    assert faults == [], "\n".join(faults)


def spoilt(page: Page, raw: str) -> Iterator[str]:
    """The address with the first and the last of its parameters replaced by something nasty."""
    parts, pattern = page.path.split("/"), ["", *page.route.pattern.split("/")]
    replaced = [position for position, part in enumerate(pattern) if "<" in part]
    for position in sorted({replaced[0], replaced[-1]}):
        yield "/".join([*parts[:position], raw, *parts[position + 1 :]])


def test_parts_of_every_address(visitor: Visitor) -> None:
    faults, raws = [], cycle(nasty.RAW)
    for page in filter(cheap, pages(visitor.town)):
        if page.route.parameters:
            for path in spoilt(page, next(raws)):
                method = ("GET", "POST")[hash_of(path) % 2]
                faults += fault(visitor.visit(path, method), f"{method} {path[:120]}")
    assert faults == [], "\n".join(faults)


def test_names_of_municipalities(world: World) -> None:
    visitor, faults = Visitor(world.towns["leek"], "involved"), []
    for raw in (*nasty.RAW, "Leek", "leek-", "-leek", "leek%20", "admin", "static/../leek", "a" * 41):
        response = visitor.client.get(f"/{raw}/")
        assert response.status_code in (301, 400, 404), raw
        faults += [raw for marker in (*nasty.MARKERS, *INSIDE) if marker in response.content]
    assert faults == []


def test_fields_of_every_form(visitor: Visitor) -> None:
    faults, values, sent = [], cycle(nasty.VALUES), 0
    for page, form in forms(visitor):
        for name in form.fields:
            for value in islice(values, PER_FIELD):
                data = form.fields | {name: [value]}
                answer = visitor.visit(below(visitor, form.action), form.method, data)
                faults += fault(answer, f"{form.method} {form.action} (on {page}), {name}={value[:40]!r}")
                sent += 1
    assert faults == [], "\n".join(faults)
    assert sent > 100


def test_mark_up_in_every_field_at_once(visitor: Visitor) -> None:
    """What was typed stays on the page, escaped."""
    faults = []
    for page, form in forms(visitor):
        data = {name: [nasty.MARKUP] for name in form.fields}
        faults += fault(visitor.visit(below(visitor, form.action), form.method, data), f"{form.method} {form.action} (on {page})")
    assert faults == [], "\n".join(faults)


def test_bodies_that_are_no_form(visitor: Visitor) -> None:
    faults, bodies = [], cycle(nasty.BODIES)
    for page in filter(cheap, pages(visitor.town)):
        kind, body = next(bodies)
        answer = visitor.visit(page.path, "POST", body, content_type=kind)
        faults += fault(answer, f"POST {page.path}, {kind[:50]} of {len(body)} bytes")
    assert faults == [], "\n".join(faults)


def test_headers(visitor: Visitor) -> None:
    faults = []
    for page in list(filter(cheap, pages(visitor.town)))[::29]:
        for extra in nasty.HEADERS:
            if "HTTP_COOKIE" not in extra:
                faults += fault(visitor.visit(page.path, "GET", **extra), f"GET {page.path}, {str(extra)[:80]}")
    nobody = Visitor(visitor.town, None)
    faults += [line for extra in nasty.HEADERS for line in fault(nobody.visit("/", "GET", **extra), str(extra)[:80])]
    assert faults == [], "\n".join(faults)


SOUND = "a name that is a path"  # the name is not looked at, and the photo is a photo
FILES: dict[str, Any] = {
    "nothing": None,
    "text instead of a file": "text",
    "empty": SimpleUploadedFile("a.jpg", b""),
    SOUND: SimpleUploadedFile("../../x\x00.jpg", hostile.photo()),
    "svg": SimpleUploadedFile("a.jpg", b"<svg><script>x-nasty</script></svg>", "image/jpeg"),
    "too large": SimpleUploadedFile("a.jpg", bytes(16 * 1024 * 1024)),
    "cut": SimpleUploadedFile("a.jpg", hostile.photo(size=(300, 300))[:-400]),
}


def test_files_of_every_form(world: World) -> None:
    visitor, faults = Visitor(world.towns["leek"], "involved"), []
    with_files = [form for _, form in forms(visitor) if form.files]
    assert with_files, "no form takes a file"
    for form in with_files:
        for what, file in FILES.items():
            data = {name: values or "" for name, values in form.fields.items()} | ({form.files[0]: file} if file is not None else {})
            if hasattr(file, "seek"):
                file.seek(0)
            answer = visitor.visit(below(visitor, form.action), "POST", data)
            faults += fault(answer, f"{form.action}, {what}")
            if what != SOUND and answer.status not in (409, 413, 422):
                faults.append(f"{form.action}, {what}: {answer.status} is no refusal")
    assert faults == [], "\n".join(faults)


_prepared: dict[str, tuple[Visitor, list[tuple[str, Form]]]] = {}


def prepared(world: World) -> tuple[Visitor, list[tuple[str, Form]]]:
    """The forms of the professional, read once."""
    if not _prepared:
        visitor = Visitor(world.towns["leek"], "involved")
        _prepared["involved"] = (
            visitor,
            [(page, form) for page, form in forms(visitor) if form.method == "POST" and form.fields],
        )
    return _prepared["involved"]


@settings(
    max_examples=100,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_any_text_in_any_field(data: st.DataObject, world: World) -> None:
    visitor = Visitor(world.towns["leek"], "involved")
    form = data.draw(st.sampled_from([form for _, form in forms(visitor) if form.method == "POST" and form.fields]))
    anything = st.one_of(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), st.sampled_from(nasty.VALUES))
    names = st.sampled_from([*form.fields, *(quote(name) + "-0" for name in form.fields)])
    sent = data.draw(st.dictionaries(names, st.lists(anything, max_size=3), max_size=6))
    assert fault(visitor.visit(below(visitor, form.action), "POST", form.fields | sent), form.action) == []
