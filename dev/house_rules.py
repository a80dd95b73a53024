"""The house rules that a linter cannot see, as checks over the source.

Each check takes one source file and yields findings; each finding says where, what is wrong and where it belongs instead.
tests/architecture/test_house_rules.py runs every check over the project and over a snippet that breaks its rule.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
APPS = ("access", "consent", "dossiers", "retention", "requests")
BUSINESS = (*APPS, "privacy_domain")
MAX_LINES = 400

_NOT_OURS = {"node_modules", "staticfiles", "mutants", "__pycache__", ".git", ".venv", ".local", ".hypothesis"}
_GENERATED = re.compile(r"^static/vendor/|^static/css/app\.css$|/migrations/\d{4}_\w+\.py$")
_DRAWERS = {"utils", "util", "helpers", "helper", "common", "lib", "misc"}
_OTHER_CLOCKS = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "django.utils.timezone.now",
    "django.utils.timezone.localdate",
    "django.utils.timezone.localtime",
    "django.db.models.functions.Now",
    "time.time",
    "time.time_ns",
}
_MARK_SAFE = {
    "django.utils.safestring.mark_safe",
    "django.utils.safestring.SafeString",
    "django.utils.html.mark_safe",
}
_UNESCAPED = re.compile(r"\|\s*safe(?:seq)?\b|\{%\s*autoescape\s+off\s*%\}")
_FORM_FACTORIES = {"modelform_factory", "modelformset_factory", "inlineformset_factory"}
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_REQUESTS_MAY_BE_IMPORTED_IN = ("requests/", "tests/", "privacy_domain/management/", "privacy_domain/desk/", "privacy_domain/adoption/")


@dataclass(frozen=True)
class Finding:
    """One breach of a house rule: `where` is `path` or `path::qualified name`, the key of an exception."""

    where: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.where}, line {self.line}: {self.message}"


@dataclass(frozen=True)
class Source:
    """One file of the project; `path` is relative to the root, with forward slashes."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed module. Raises SyntaxError when the file is not Python."""
        return ast.parse(self.text, filename=self.path)

    @cached_property
    def origins(self) -> Mapping[str, str]:
        """Each imported name with the dotted name that it stands for: `tz` -> `django.utils.timezone`."""
        names: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    name = alias.asname or alias.name.split(".")[0]
                    names[name] = alias.name if alias.asname else name
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                for alias in node.names:
                    names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        return names

    @property
    def rooms(self) -> tuple[str, ...]:
        """Names of the folders and of the module: `dossiers/services/disclose.py` -> dossiers, services, disclose."""
        return PurePosixPath(self.path).with_suffix("").parts

    @property
    def is_business(self) -> bool:
        """Whether the file is Python of the application itself: not development, not tests, not a migration."""
        return self.path.endswith(".py") and self.rooms[0] in BUSINESS and "migrations" not in self.rooms

    def in_room(self, *names: str) -> bool:
        """Whether the file is, or lies in, a room of that name."""
        return self.is_business and any(room in names for room in self.rooms[1:])

    def dotted(self, node: ast.AST) -> str | None:
        """The dotted name an expression stands for, with imports resolved; None for anything else."""
        if isinstance(node, ast.Name):
            return self.origins.get(node.id)
        if isinstance(node, ast.Attribute):
            parent = self.dotted(node.value)
            return None if parent is None else f"{parent}.{node.attr}"
        return None

    def finding(self, node: ast.AST, message: str, name: str = "") -> Finding:
        """A finding at a node of this file."""
        where = f"{self.path}::{name}" if name else self.path
        return Finding(where, getattr(node, "lineno", 1), message)


Check = Callable[[Source], Iterator[Finding]]


def sources(root: Path = ROOT) -> Iterator[Source]:
    """Every text file that belongs to the project, whether committed yet or not; what is installed or made is left out."""
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in _NOT_OURS and not name.endswith("_cache"))
        for name in sorted(files):
            path = Path(folder, name)
            try:
                text = path.read_text(encoding="utf-8")
            except (UnicodeDecodeError, OSError):
                continue
            yield Source(path.relative_to(root).as_posix(), text)


def file_length(source: Source) -> Iterator[Finding]:
    """No Python, template, style or script file over 400 lines; vendored and generated files do not count."""
    if not source.path.endswith((".py", ".html", ".css", ".js")) or _GENERATED.search(source.path):
        return
    lines = len(source.text.splitlines())
    if lines > MAX_LINES:
        message = f"{lines} lines; more than {MAX_LINES}: make it a package of the same name, one module per verb"
        yield Finding(source.path, lines, message)


def drawer_names(source: Source) -> Iterator[Finding]:
    """No module or folder that is a drawer for anything."""
    for name in source.rooms if source.path.endswith(".py") else ():
        if name in _DRAWERS:
            yield Finding(source.path, 1, f"{name!r} is a drawer: give each function the room of its noun")


def one_clock(source: Source) -> Iterator[Finding]:
    """Business code takes the time from privacy_domain.clock only."""
    if not source.is_business or source.path == "privacy_domain/clock.py":
        return
    for node, scope in _scoped(source.tree):
        if isinstance(node, ast.Name | ast.Attribute) and (name := source.dotted(node)) in _OTHER_CLOCKS:
            yield source.finding(node, f"{name}: take the time from privacy_domain.clock", scope)
        if isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add"):
            message = f"{node.arg} reads another clock: let the service pass privacy_domain.clock.now()"
            yield source.finding(node, message, scope)


def no_signals(source: Source) -> Iterator[Finding]:
    """No Django signals in our apps: an effect is a line in a service."""
    if not source.is_business:
        return
    for node in ast.walk(source.tree):
        for name in _imported(node):
            parts = name.split(".")
            if name.startswith("django.dispatch") or ("signals" in parts and parts[0] != "celery"):
                yield source.finding(node, f"{name}: no signals; call the effect from the service that causes it")
        if isinstance(node, ast.Attribute) and ".signals." in (source.dotted(node) or ""):
            yield source.finding(node, f"{source.dotted(node)}: no signals; call the effect from the service")


def docstrings(source: Source) -> Iterator[Finding]:
    """Every public function and class of services, policies and selectors says what it does."""
    if not source.in_room("services", "policies", "selectors"):
        return
    for node in source.tree.body:
        if not isinstance(node, (*_FUNCTIONS, ast.ClassDef)) or node.name.startswith("_"):
            continue
        if not ast.get_docstring(node):
            yield source.finding(node, f"{node.name} has no docstring (what, units, errors, article)", node.name)


def use_case_signature(source: Source) -> Iterator[Finding]:
    """Every use case takes keyword-only arguments, with the acting person `by` last."""
    if not source.in_room("services"):
        return
    for node in source.tree.body:
        if isinstance(node, _FUNCTIONS) and not node.name.startswith("_"):
            arguments = node.args
            if arguments.posonlyargs or arguments.args or arguments.vararg or arguments.kwarg:
                yield source.finding(node, f"{node.name}: all arguments keyword-only, by name", node.name)
            elif not arguments.kwonlyargs or arguments.kwonlyargs[-1].arg != "by":
                yield source.finding(node, f"{node.name}: the last argument is `by` (who only reads is a selector)", node.name)


def explicit_form_fields(source: Source) -> Iterator[Finding]:
    """A form names its fields, so that a new column is never writable by accident."""
    if not source.is_business:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef) and (node.name == "Meta" or source.in_room("admin")):
            for statement in node.body:
                yield from _form_assignment(source, statement)
        elif isinstance(node, ast.Call) and _last_name(node.func) in _FORM_FACTORIES:
            for keyword in node.keywords:
                if keyword.arg == "exclude" or (keyword.arg == "fields" and _is_all(keyword.value)):
                    yield source.finding(node, "a form factory names its fields")


def _form_assignment(source: Source, statement: ast.stmt) -> Iterator[Finding]:
    if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
        return
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    for target in targets:
        if isinstance(target, ast.Name) and target.id == "exclude":
            yield source.finding(statement, "`exclude` lets new columns in: name the fields")
        if isinstance(target, ast.Name) and target.id == "fields" and _is_all(statement.value):
            yield source.finding(statement, "`__all__` lets new columns in: name the fields")


def no_unescaped_html(source: Source) -> Iterator[Finding]:
    """Nothing is marked as safe HTML outside privacy_domain/web, and never in a template."""
    if source.path.endswith(".html"):
        for number, line in enumerate(source.text.splitlines(), start=1):
            if _UNESCAPED.search(line):
                yield Finding(source.path, number, "templates escape everything: use format_html in privacy_domain/web")
    elif source.is_business and not source.path.startswith("privacy_domain/web/"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Name | ast.Attribute) and source.dotted(node) in _MARK_SAFE:
                yield source.finding(node, "mark_safe only in privacy_domain/web; here use format_html or a template")


def imports_on_top(source: Source) -> Iterator[Finding]:
    """No import inside a function: a circle is a design fault. `ready` of an AppConfig is where Django wants them."""
    if not source.is_business:
        return
    for node, scope in _scoped(source.tree, functions_only=True):
        wanted = source.rooms[-1] == "apps" and scope == "ready"
        if isinstance(node, ast.Import | ast.ImportFrom) and scope and not wanted:
            yield source.finding(node, "an import inside a function: put it on top, or mend the floors", scope)


def requests_import(source: Source) -> Iterator[Finding]:
    """The app called `requests` is imported by itself, its tests, the roof's commands and the desk only."""
    if not source.path.endswith(".py") or source.path.startswith(_REQUESTS_MAY_BE_IMPORTED_IN):
        return
    for node in ast.walk(source.tree):
        for name in _imported(node):
            if name.split(".")[0] == "requests":
                yield source.finding(node, "`requests` is the top floor and also a library's name: nobody imports it")


CHECKS: tuple[Check, ...] = (
    file_length,
    drawer_names,
    one_clock,
    no_signals,
    docstrings,
    use_case_signature,
    explicit_form_fields,
    no_unescaped_html,
    imports_on_top,
    requests_import,
)


def _scoped(tree: ast.AST, scope: str = "", *, functions_only: bool = False) -> Iterator[tuple[ast.AST, str]]:
    """Every node with the name of the function or class around it, such as `User.save`."""
    definitions = _FUNCTIONS if functions_only else (*_FUNCTIONS, ast.ClassDef)
    for node in ast.iter_child_nodes(tree):
        yield node, scope
        inside = f"{scope}.{node.name}".lstrip(".") if isinstance(node, definitions) else scope
        yield from _scoped(node, inside, functions_only=functions_only)


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def _last_name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _is_all(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value == "__all__"
