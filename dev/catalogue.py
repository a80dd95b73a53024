"""The Dutch catalogue: every English msgid of the application has a Dutch text, and nothing else stands in it.

    python -m dev.catalogue check     says what is missing, fuzzy, left over or mismatched; exit status 1 when anything is
    python -m dev.catalogue update    adds new msgids (empty), drops dead ones, compiles the .mo

Reads the sources itself: GNU gettext need not be installed. Only constants can be translated; a call that builds its
msgid is reported, because its text would never be found at run time. What the libraries show on our screens and have no
Dutch for themselves is ours to translate as well.
"""

from __future__ import annotations

import argparse
import ast
import importlib.util
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation.template import templatize

from dev.house_rules import BUSINESS, ROOT, Source, sources

CATALOGUE = ROOT / "locale" / "nl" / "LC_MESSAGES" / "django.po"
METADATA = {
    "Project-Id-Version": "Privacyprotocol",
    "Language": "nl",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}

# parts of libraries whose texts can come on a screen
LIBRARIES = {
    "django": ("contrib/admin", "contrib/auth", "contrib/messages", "core", "db/models", "forms", "views", "utils"),
    "allauth": ("account", "mfa", "core"),
    "simple_history": ("",),
    "auditlog": ("",),
}

# function name -> how its first arguments are read: c = context, s = singular, p = plural
_FUNCTIONS = {
    "gettext": "s",
    "gettext_lazy": "s",
    "gettext_noop": "s",
    "ngettext": "sp",
    "ngettext_lazy": "sp",
    "pgettext": "cs",
    "pgettext_lazy": "cs",
    "npgettext": "csp",
    "npgettext_lazy": "csp",
}
_MODULE = "django.utils.translation"
_TEMPLATE_CALL = re.compile(r"\b(gettext|ngettext|pgettext|npgettext|_)\((?=u?['\"])")
_PERCENT = re.compile(r"%(?:\(\w+\))?[#0\-+]*\d*(?:\.\d+)?[diouxXeEfFgGcrsa]")
_BRACES = re.compile(r"\{(\w*)(?:[:!][^{}]*)?\}")


@dataclass(frozen=True, order=True)
class Message:
    """One text to translate; `context` and `plural` are empty where there is none."""

    singular: str
    plural: str = ""
    context: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What a catalogue finds it by."""
        return self.context, self.singular


@dataclass(frozen=True)
class Found:
    """A message in one file, or what is wrong with a call there."""

    path: str
    message: Message | None
    fault: str = ""


def messages_in_python(source: Source) -> Iterator[Found]:
    """Every call of a translation function in a Python file."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call):
            continue
        module, _, name = (source.dotted(node.func) or "").rpartition(".")
        if module != _MODULE or name not in _FUNCTIONS:
            continue
        yield _from_call(source.path, name, node.args, node.lineno)


def messages_in_template(source: Source) -> Iterator[Found]:
    """Every translation tag and `_(...)` constant of a template."""
    try:
        flat = templatize(source.text, origin=source.path)
    except SyntaxError as error:
        yield Found(source.path, None, str(error))
        return
    for match in _TEMPLATE_CALL.finditer(flat):
        name = "gettext" if match.group(1) == "_" else match.group(1)
        arguments = [ast.Constant(text) for text in _literals(flat[match.end() :])]
        yield _from_call(source.path, name, arguments, flat.count("\n", 0, match.start()) + 1)


def _literals(text: str) -> Iterator[str]:
    """The string literals at the start of `text`, separated by commas."""
    literal = re.compile(r"\s*u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\s*,?")
    position = 0
    while match := literal.match(text, position):
        yield ast.literal_eval(match.group(1))
        position = match.end()


def _from_call(path: str, name: str, arguments: Iterable[ast.expr], line: int) -> Found:
    parts = {}
    for role, argument in zip(_FUNCTIONS[name], arguments, strict=False):
        if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
            return Found(path, None, f"line {line}: {name}() needs a constant text; put variables in placeholders")
        parts[role] = argument.value
    if len(parts) < len(_FUNCTIONS[name]) or not parts["s"]:
        return Found(path, None, f"line {line}: {name}() without a text")
    return Found(path, Message(parts["s"], parts.get("p", ""), parts.get("c", "")))


def found_in(project: Iterable[Source]) -> list[Found]:
    """Messages and faults of all application code and templates among `project`."""
    found: list[Found] = []
    for source in project:
        if source.path.startswith("templates/") or (source.rooms[0] in BUSINESS and "templates" in source.rooms):
            found.extend(messages_in_template(source))
        elif source.is_business:
            found.extend(messages_in_python(source))
    return found


def found_in_libraries() -> list[Found]:
    """Messages of the libraries that none of their own Dutch catalogues translates."""
    folders = {name: _folder(name) for name in LIBRARIES}
    translated = {key for folder in folders.values() for key in _translated(folder)}
    found: list[Found] = []
    for name, parts in LIBRARIES.items():
        for path in (path for part in parts for path in sorted((folders[name] / part).rglob("*"))):
            if path.suffix in (".py", ".html") and not {"tests", "migrations"} & set(path.parts):
                source = Source(f"{name}/{path.relative_to(folders[name]).as_posix()}", path.read_text(encoding="utf-8"))
                found.extend(one for one in _messages_of_library(source) if one.message and one.message.key not in translated)
    return found


def _folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{package} is not installed")
    return Path(spec.origin).parent


def _translated(folder: Path) -> Iterator[tuple[str, str]]:
    for path in folder.rglob("locale/nl/LC_MESSAGES/django.po"):
        for entry in polib.pofile(str(path)):
            if entry.translated():
                yield entry.msgctxt or "", entry.msgid


def _messages_of_library(source: Source) -> Iterator[Found]:
    if source.path.endswith(".html"):
        yield from messages_in_template(source)
    elif "gettext" in source.text:
        yield from messages_in_python(source)


def problems(found: Iterable[Found], catalogue: polib.POFile, compiled: bytes | None) -> list[str]:
    """What keeps the catalogue from being complete; empty when it is. `compiled` is the content of the .mo file."""
    wanted: dict[tuple[str, str], Message] = {}
    where: dict[tuple[str, str], str] = {}
    said = []
    for one in found:
        if one.message is None:
            said.append(f"{one.path}, {one.fault}")
            continue
        key = one.message.key
        if key in wanted and wanted[key].plural != one.message.plural:
            said.append(f"{one.path}: {one.message.singular!r} has another plural, or none, in {where[key]}")
        wanted.setdefault(key, one.message)
        where.setdefault(key, one.path)
    entries = {(entry.msgctxt or "", entry.msgid): entry for entry in catalogue if not entry.obsolete}
    for key, message in sorted(wanted.items()):
        entry = entries.get(key)
        said.extend(f"{where[key]}: {message.singular!r} {fault}" for fault in _faults(message, entry))
    said.extend(f"{key[1]!r} is in the catalogue but not in the application" for key in sorted(entries.keys() - wanted))
    said.extend(f"{entry.msgid!r} is an obsolete entry" for entry in catalogue.obsolete_entries())
    doubles = Counter((entry.msgctxt or "", entry.msgid) for entry in catalogue if not entry.obsolete)
    said.extend(f"{key[1]!r} stands {times} times in the catalogue" for key, times in doubles.items() if times > 1)
    if compiled != catalogue.to_binary():
        said.append("the compiled catalogue (.mo) is not that of the .po")
    return said


def _faults(message: Message, entry: polib.POEntry | None) -> Iterator[str]:
    if entry is None:
        yield "is not in the catalogue"
        return
    if entry.fuzzy:
        yield "is marked fuzzy"
    if (entry.msgid_plural or "") != message.plural:
        yield "has another plural form in the catalogue"
        return
    pairs = [(message.singular, entry.msgstr)]
    if message.plural:
        pairs = [(message.singular, entry.msgstr_plural.get(0, "")), (message.plural, entry.msgstr_plural.get(1, ""))]
    for original, translation in pairs:
        if not translation.strip():
            yield "has no Dutch text"
        elif not _same_placeholders(original, translation, message):
            yield f"has other placeholders in Dutch: {translation!r}"
        elif original[:1].isspace() != translation[:1].isspace() or original[-1:].isspace() != translation[-1:].isspace():
            yield "begins or ends with space in one language only"


def placeholders(text: str) -> Counter[str]:
    """What is filled in at run time: `%(name)s`, `%s` and `{name}`; `%%` is a percent sign."""
    found = Counter(match.group(0) for match in _PERCENT.finditer(text.replace("%%", "")))
    found.update(_BRACES.findall(text))
    return found


def _same_placeholders(original: str, translation: str, message: Message) -> bool:
    mine, theirs = placeholders(original), placeholders(translation)
    # "1 day" need not show the number, but may
    return theirs == mine or (bool(message.plural) and theirs == placeholders(message.plural))


def updated(found: Iterable[Found], catalogue: polib.POFile) -> polib.POFile:
    """A catalogue with exactly the messages found: known texts kept, new ones empty, in alphabetical order."""
    known = {(entry.msgctxt or "", entry.msgid): entry for entry in catalogue if not entry.obsolete}
    messages: dict[tuple[str, str], Message] = {}
    places: dict[tuple[str, str], set[str]] = {}
    for one in found:
        if one.message is not None:
            places.setdefault(one.message.key, set()).add(one.path)
            if one.message.key not in messages or one.message.plural:
                messages[one.message.key] = one.message
    result = polib.POFile(wrapwidth=120)
    result.metadata = METADATA
    for key, message in sorted(messages.items(), key=lambda item: (item[0][1].lower(), item[0])):
        result.append(_entry(message, known.get(key), sorted(places[key])))
    return result


def _entry(message: Message, known: polib.POEntry | None, places: list[str]) -> polib.POEntry:
    entry = polib.POEntry(msgid=message.singular, msgctxt=message.context or None, occurrences=[(place, "") for place in places])
    if _PERCENT.search(message.singular.replace("%%", "")):
        entry.flags.append("python-format")
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = {0: "", 1: ""}
        if known is not None and known.msgid_plural == message.plural:
            entry.msgstr_plural = dict(known.msgstr_plural)
    elif known is not None:
        entry.msgstr = known.msgstr
    if known is not None:
        entry.tcomment = known.tcomment
        if known.fuzzy:
            entry.flags.append("fuzzy")
    return entry


def read(path: Path = CATALOGUE) -> polib.POFile:
    """The catalogue; an empty one when the file is not there. Raises OSError when it is no catalogue."""
    return polib.pofile(str(path), wrapwidth=120) if path.exists() else polib.POFile(wrapwidth=120)


def write(catalogue: polib.POFile, path: Path = CATALOGUE) -> None:
    """Write the .po and, beside it, the compiled .mo."""
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))
    path.with_suffix(".mo").write_bytes(catalogue.to_binary())


def main(arguments: list[str]) -> int:
    """Check or update; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m dev.catalogue", description="The Dutch catalogue.")
    parser.add_argument("command", choices=["check", "update"])
    command = parser.parse_args(arguments).command
    found = found_in(sources()) + found_in_libraries()
    if command == "update":
        write(updated(found, read()))
    compiled = CATALOGUE.with_suffix(".mo")
    said = problems(found, read(), compiled.read_bytes() if compiled.exists() else None)
    for line in said:
        print(line, file=sys.stderr)
    texts = len({one.message for one in found if one.message})
    print(f"catalogue: {texts} texts, {'complete' if not said else f'{len(said)} problems'}")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
