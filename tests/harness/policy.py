"""The policy table, read; and which answers it allows to whom."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.harness.inventory import Route

TABLE: dict[str, Any] = tomllib.loads((Path(__file__).parent / "policy_matrix.toml").read_text(encoding="utf-8"))
TOWNS = tuple(TABLE["reach"])
SEES_ADMIN = frozenset(TABLE["admin"]["posts"])
ZUID = ("running", "finished", "child", "refused", "paper")
FILES = (*ZUID, "elsewhere")
LOGIN = 302


@dataclass(frozen=True)
class Row:
    """What the table says of one address."""

    who: str
    get: frozenset[int]
    post: frozenset[int]
    files: tuple[str, ...] = ("running",)
    prints: bool = False
    also: frozenset[str] = frozenset()
    readers: frozenset[str] = SEES_ADMIN
    writers: frozenset[str] = SEES_ADMIN


def row_of(route: Route) -> Row | None:
    """The row of an address, or None when somebody forgot it."""
    said = TABLE["page"].get(route.name or route.pattern)
    if said is not None:
        files = FILES if said.get("files") == "all" else tuple(said.get("files", ("running",)))
        return Row(
            said["who"],
            frozenset(said.get("get", ())),
            frozenset(said.get("post", ())),
            files,
            said.get("prints", False),
            frozenset(said.get("also", ())),
        )
    return _of_a_model(route)


def model_of(route: Route) -> str | None:
    """`app_model` for an address of the administration of one model."""
    below = route.pattern.removeprefix("beheer/").split("/")
    name = "_".join(below[:2])
    return name if route.pattern.startswith("beheer/") and name in TABLE["model"] else None


def _of_a_model(route: Route) -> Row | None:
    model = model_of(route)
    if model is None:
        return None
    said = TABLE["model"][model]
    readers, writers = frozenset(said.get("read", SEES_ADMIN)), frozenset(said["write"])
    last = route.pattern.rstrip("/").rsplit("/", 1)[-1]
    get, post = {
        "add": ({200}, {302, 422}),
        "delete": ({403}, {403}),
        "history": ({200}, {200, 405}),
        "change": ({200}, {302, 422}),
        "<slug:act>": ({200, 404}, {200, 302, 403, 404, 409}),
        "<path:object_id>": ({302}, {302}),
    }.get(last, ({200}, {200, 302}))
    if last == "add":
        readers = writers = frozenset(said.get("add", writers))
    elif last == "<slug:act>":
        readers = writers
    elif last == "delete":
        readers = writers = frozenset()
    elif last == "<path:object_id>":
        readers = writers = SEES_ADMIN  # leads on to `change`, whatever the id
    elif last != "change":
        writers = readers
    return Row("admin", frozenset(get), frozenset(post), readers=readers, writers=writers)


def keys() -> set[str]:
    """Every row of the table."""
    return set(TABLE["page"]) | set(TABLE["model"])


def key_of(route: Route) -> str:
    """The row that an address rests on."""
    said = route.name or route.pattern
    return said if said in TABLE["page"] else model_of(route) or said


def reach(town: str, post: str | None, file: str) -> str:
    """open, ask or hidden."""
    said = TABLE["reach"][town].get(post or "", {})
    return str(said.get(file, said.get("zuid" if file in ZUID else "noord", "hidden")))


def reaching(row: Row, town: str, post: str | None, file: str) -> str:
    """As `reach`, for the part of the file that the address is about: the plan has readers of its own where it is kept apart."""
    said = TABLE["plan"].get(town, {}).get(post or "") if row.who == "plan" else None
    if said is None:
        return reach(town, post, file)
    return str(said.get(file, said.get("zuid" if file in ZUID else "noord", "hidden")))


def allowed(row: Row, town: str, post: str | None, file: str, method: str) -> frozenset[int]:
    """The statuses with which an address may answer this visitor."""
    if row.who == "nobody":
        return frozenset({404, 405} if post else {404, 405, LOGIN})
    if post is None and row.who != "all":
        return frozenset({LOGIN})
    if row.who == "admin" and post not in (row.readers if method in ("GET", "HEAD") else row.writers):
        return frozenset({403, 404} if post in SEES_ADMIN else {403})
    answers = row.get if method in ("GET", "HEAD") else row.post
    if not answers:
        return frozenset({405})
    if row.who == "door":
        return {"open": frozenset({302}), "ask": answers, "hidden": frozenset({404})}[reach(town, post, file)]
    if row.who in ("dossier", "plan") and post not in row.also:
        return {"open": answers, "ask": frozenset({403}), "hidden": frozenset({404})}[reaching(row, town, post, file)]
    return answers
