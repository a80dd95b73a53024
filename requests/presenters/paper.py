"""The pages for people: the document of a package in volumes, each short enough to be printed at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from privacy_domain.web.templatetags.domain import date_nl

TITLE = "Overzicht van uw gegevens"
LINES_A_VOLUME = 380
CHARACTERS_A_LINE = 70
LONGEST_TEXT = 6000
LOOKS_A_BLOCK = 40


def volumes(content: Mapping[str, Any]) -> list[str]:
    """The HTML of each volume. The same content gives the same volumes."""
    with translation.override("nl"):
        said = _with_days(content)
        filled: list[list[dict[str, Any]]] = [[]]
        room = LINES_A_VOLUME // 2  # the first begins with who, why and until when
        for block in _blocks(content):
            size = _size(block)
            if size > room and filled[-1]:
                filled.append([])
                room = LINES_A_VOLUME
            filled[-1].append(block)
            room -= size
        return [
            render_to_string("requests/package_document.html", {"said": said, "blocks": blocks, "number": number, "of": len(filled), "title": TITLE})
            for number, blocks in enumerate(filled, start=1)
        ]


def _blocks(content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for section in content["sections"]:
        head = section["title"]
        for part in section["parts"]:
            for piece in _pieces(part):
                yield {"kind": "part", "section": head, "part": piece}
                head = ""
    yield {"kind": "recipients", "lines": [dated(line) for line in content["recipients"]]}
    for each in content["looks"]:
        rows = [dated(line) for line in each["lines"]]
        for start in range(0, max(len(rows), 1), LOOKS_A_BLOCK):
            yield {"kind": "looks", "dossier": each["dossier"], "first": start == 0, "lines": rows[start : start + LOOKS_A_BLOCK]}


def _pieces(part: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A part as it is, or when it is very long in several pieces one after another."""
    lines = [line for field in part["lines"] for line in _cut(field["label"], field["text"])]
    texts = [{"left_out": passage["left_out"]} if "left_out" in passage else {"text": passage["text"]} for passage in part["passages"]]
    texts = [each for text in texts for each in ([text] if "left_out" in text else [{"text": piece["text"]} for piece in _cut("", text["text"])])]
    head = {"what": part["what"], "day": day_text(part["on"]), "kept": part["kept"]}
    piece: dict[str, Any] = head | {"lines": [], "texts": []}
    size = 0
    for place, entry in [*(("lines", line) for line in lines), *(("texts", text) for text in texts)]:
        weight = 1 + len(str(entry.get("text", ""))) // CHARACTERS_A_LINE
        if size + weight > LINES_A_VOLUME // 2 and size:
            yield piece
            piece, size = head | {"lines": [], "texts": [], "kept": ""}, 0
        piece[place].append(entry)
        size += weight
    yield piece


def _cut(label: str, text: str) -> Iterator[dict[str, str]]:
    for start in range(0, max(len(text), 1), LONGEST_TEXT):
        yield {"label": label, "text": text[start : start + LONGEST_TEXT]}


def _size(block: Mapping[str, Any]) -> int:
    if block["kind"] != "part":
        return 4 + 3 * len(block["lines"])
    part = block["part"]
    entries = [*part["lines"], *part["texts"]]
    return 4 + sum(1 + len(str(entry.get("text", ""))) // CHARACTERS_A_LINE for entry in entries)


def _with_days(content: Mapping[str, Any]) -> dict[str, Any]:
    request = content["request"] | {"received_on": day_text(content["request"]["received_on"])}
    overview = [line | {"kept_until": day_text(line["kept_until"])} for line in content["overview"]]
    shielded = [line | {"since": day_text(line["since"])} for line in content["shielded"]]
    return {**content, "request": request, "made_on": day_text(content["made_on"]), "overview": overview, "shielded": shielded}


def dated(line: Mapping[str, Any]) -> dict[str, Any]:
    """A line of the document with its day in words."""
    return {**line, "day": day_text(line["on"])}


def day_text(value: str | None) -> str:
    """A day of the document in words. Nothing for nothing."""
    return date_nl(date.fromisoformat(value)) if value else ""
