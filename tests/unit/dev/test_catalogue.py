"""The completeness check of the Dutch catalogue, fed with what it must refuse."""

from __future__ import annotations

import gettext
import io
from collections.abc import Sequence

import polib
import pytest

from dev import catalogue
from dev.catalogue import Found, Message
from dev.house_rules import Source, sources

PYTHON = "dossiers/views.py"
TEMPLATE = "templates/dossiers/open.html"
IMPORT = "from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext\n"


def judged(text: str, entries: Sequence[polib.POEntry], path: str = PYTHON, compiled: bytes | None = None) -> list[str]:
    """What the check says about one source and a catalogue of `entries`."""
    known = polib.POFile()
    known.extend(entries)
    prefix = IMPORT if path.endswith(".py") else "{% load i18n %}"
    return catalogue.problems(catalogue.found_in([Source(path, prefix + text)]), known, known.to_binary() if compiled is None else compiled)


def entry(msgid: str, msgstr: str, **more: object) -> polib.POEntry:
    return polib.POEntry(msgid=msgid, msgstr=msgstr, **more)


@pytest.mark.parametrize(
    ("text", "entries", "says"),
    [
        ('_("Save")', [], "'Save' is not in the catalogue"),
        ('_("Save")', [entry("Save", "")], "has no Dutch text"),
        ('_("Save")', [entry("Save", "Bewaar", flags=["fuzzy"])], "fuzzy"),
        ('_("Save")', [entry("Save", "Bewaar"), entry("Old", "Oud")], "'Old' is in the catalogue but not in the application"),
        ('_("Save")', [entry("Save", "Bewaar"), entry("Old", "Oud", obsolete=True)], "'Old' is an obsolete entry"),
        ('_("Save")', [entry("Save", "Bewaar"), entry("Save", "Opslaan")], "stands 2 times"),
        ('_("Save ")', [entry("Save ", "Bewaar")], "begins or ends with space"),
        ('_("%(n)s left")', [entry("%(n)s left", "%(m)s over")], "other placeholders"),
        ('_("%(n)s left")', [entry("%(n)s left", "over")], "other placeholders"),
        ('_("Until {day}")', [entry("Until {day}", "Tot {dag}")], "other placeholders"),
        ('_("Save" + name)', [], "needs a constant text"),
        ('_(f"Save {name}")', [], "needs a constant text"),
        ("_(name)", [], "needs a constant text"),
        ('_("")', [], "without a text"),
        ('ngettext("%(n)s day", "%(n)s days", n)', [entry("%(n)s day", "%(n)s dag")], "another plural form"),
        ('_("day"), ngettext("day", "days", n)', [entry("day", "dag")], "another plural, or none"),
        ('pgettext("verb", "open")', [entry("open", "openen")], "'open' is not in the catalogue"),
    ],
)
def test_a_python_file_that_is_not_fully_translated_is_refused(text: str, entries: list[polib.POEntry], says: str) -> None:
    assert any(says in problem for problem in judged(text, entries)), judged(text, entries)


@pytest.mark.parametrize(
    ("text", "entries", "says"),
    [
        ('{% translate "Save" %}', [], "'Save' is not in the catalogue"),
        ("{% trans 'Save' as label %}", [], "'Save' is not in the catalogue"),
        ('{% include "x.html" with label=_("Save") %}', [], "'Save' is not in the catalogue"),
        ("{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}", [entry("Hello %(name)s", "Dag")], "other placeholders"),
        ("{% blocktranslate trimmed %}\n  Two\n  lines\n{% endblocktranslate %}", [], "'Two lines' is not in the catalogue"),
        ("{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}", [], "'%(n)s day' is not"),
        ("{% blocktranslate %}a{% if x %}b{% endif %}{% endblocktranslate %}", [], "must not include other block tags"),
        ('{% translate "open" context "verb" %}', [entry("open", "open")], "'open' is not in the catalogue"),
    ],
)
def test_a_template_that_is_not_fully_translated_is_refused(text: str, entries: list[polib.POEntry], says: str) -> None:
    assert any(says in problem for problem in judged(text, entries, TEMPLATE)), judged(text, entries, TEMPLATE)


def test_a_stale_compiled_catalogue_is_refused() -> None:
    assert judged('_("Save")', [entry("Save", "Bewaar")], compiled=b"") == ["the compiled catalogue (.mo) is not that of the .po"]


def test_a_complete_catalogue_is_accepted() -> None:
    text = '_("Save"), _("100 % of {what}"), pgettext("verb", "open"), ngettext("one day", "%(n)s days", n), _(\n    "long "\n    "text")'
    entries = [
        entry("Save", "Bewaar"),
        entry("100 % of {what}", "100 % van {what}"),
        entry("open", "openen", msgctxt="verb"),
        entry("one day", "", msgid_plural="%(n)s days", msgstr_plural={0: "één dag", 1: "%(n)s dagen"}),
        entry("long text", "lange tekst"),
    ]
    assert judged(text, entries) == []


def test_other_functions_of_the_same_name_are_not_ours() -> None:
    found = catalogue.found_in([Source(PYTHON, "from elsewhere import gettext\ngettext(name)\n_ = 1\nprint(_('x'))\n")])
    assert found == []


def test_an_update_keeps_what_is_translated_and_drops_what_is_dead() -> None:
    known = polib.POFile()
    known.extend([entry("Save", "Bewaar"), entry("Old", "Oud")])
    new = catalogue.updated([Found("a.py", Message("Save")), Found("a.py", Message("Open"))], known)
    assert [(one.msgid, one.msgstr) for one in new] == [("Open", ""), ("Save", "Bewaar")]


def test_what_is_written_is_what_gettext_reads() -> None:
    message = Message("one day", "%(n)s days")
    new = catalogue.updated([Found("a.py", message)], polib.POFile())
    new[0].msgstr_plural = {0: "één dag", 1: "%(n)s dagen"}
    read = gettext.GNUTranslations(io.BytesIO(new.to_binary()))
    assert [read.ngettext(message.singular, message.plural, n) for n in (0, 1, 2)] == ["%(n)s dagen", "één dag", "%(n)s dagen"]


def test_the_application_is_read() -> None:
    found = catalogue.found_in(sources())
    assert len([one for one in found if one.message]) > 100
    assert {one.path.split("/")[0] for one in found} >= {"templates", "privacy_domain", "access"}


def test_what_a_library_shows_without_dutch_is_ours_to_translate() -> None:
    found = catalogue.found_in_libraries()
    assert all(one.message for one in found)
    assert any(one.path.startswith("django/contrib/admin/") for one in found)
    assert not {"Log out", "Delete"} & {one.message.singular for one in found if one.message}, "Django has these in Dutch"
