"""The forms of a page, as a browser would send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """Where a form goes, how, and with what in it when nobody touches it."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.forms, self._select, self._area = path, list[Form](), "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(said.get("action") or self.path, said.get("method", "get").upper()))
        if not self.forms:
            return
        form, name = self.forms[-1], said.get("name", "")
        if tag == "select" and name:
            self._select = name
            form.fields.setdefault(name, [])
        elif tag == "option" and self._select and ("selected" in said or not form.fields[self._select]):
            form.fields[self._select] = [said.get("value", "")]
        elif tag == "textarea" and name:
            self._area = name
            form.fields[name] = [""]
        elif tag in ("input", "button") and name:
            self._input(form, name, said)

    def _input(self, form: Form, name: str, said: dict[str, str]) -> None:
        kind = said.get("type", "text")
        if kind == "file":
            form.files.append(name)
        elif kind in ("checkbox", "radio") and "checked" not in said:
            form.fields.setdefault(name, [])
        else:
            form.fields.setdefault(name, []).append(said.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1].fields[self._area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""


def forms_of(body: bytes, path: str) -> list[Form]:
    """Every form on a page that was asked at `path`."""
    reader = _Reader(path)
    reader.feed(body.decode("utf-8", "replace"))
    return reader.forms
