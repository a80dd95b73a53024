"""Letters as they come out: what stands in them, how they are tagged, and that nothing gets in or out while printing."""

from __future__ import annotations

import base64
import io
import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pikepdf
import pypdf
import pytest

from privacy_domain.letters import render
from privacy_domain.letters.contexts import Addressee, Agreed, Author, Exceptional, Told
from privacy_domain.letters.kinds import Answer
from privacy_domain.letters.render import LetterRefused, html_of, print_html, printed
from tests.letters import ADDRESSEE, SHARED, TODAY, VERSIONS, consent_form, every_letter, frozen, receipt, signed

LETTERS = every_letter()


def _read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def _text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in _read(pdf).pages).split())


# ------------------------------------------------------------ nothing in, nothing out
class _Counter(BaseHTTPRequestHandler):
    hits: list[str] = []

    def do_GET(self) -> None:
        self.hits.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"canary-from-the-network")

    def log_message(self, *args: Any) -> None:
        """Silence."""


@pytest.fixture
def counting() -> Any:
    """A server on the loopback address that counts who comes."""
    _Counter.hits = []
    server = HTTPServer(("127.0.0.1", 0), _Counter)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def _payloads(port: int, secret: str) -> list[str]:
    address = f"http://127.0.0.1:{port}"
    return [
        f'<img src="{address}/img">',
        f'<img src="file://{secret}">',
        f'<link rel="attachment" href="file://{secret}">',
        f'<link rel="stylesheet" href="{address}/css">',
        f"<style>@import url({address}/import);</style>",
        f'<style>@font-face{{font-family:x;src:url("{address}/font")}}</style>',
        f'<object data="file://{secret}"></object>',
        f'<iframe src="{address}/frame"></iframe>',
        f'<svg><image href="{address}/svg"/></svg>',
        f'<svg xmlns="http://www.w3.org/2000/svg"><use href="{address}/use#a"/></svg>',
        f'<p style="background:url({address}/style)">x</p>',
        f"<base href='{address}/base/'>",
        f'<meta http-equiv="refresh" content="0;url={address}/meta">',
        f'<a rel="attachment" href="file://{secret}">x</a>',
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>&e;',
        "<script>alert(1)</script>",
        "{% include 'letters/base.html' %}{{ letter.phrases }}{% load letters %}",
        "{telefoon}{client}{__class__}",
        "\"><h1>x</h1><div data-page='",
        "</body></html>",
        "<div>" * 200,
        "\u202e\u0000\ufffe mirrored",
        "' or 1=1 --",
        f"url({address}/bare)",
        f"{address}/plain and file://{secret}",
    ]


def _hostile(payload: str) -> Any:
    """A receipt with the payload in each of its free texts."""
    return receipt(
        addressee=Addressee(name=payload, salutation=payload, lines=(payload, payload)),
        author=Author(name=payload, team=payload, telephone=payload),
        present=(payload,),
        told=Told(on=TODAY, topics=(payload,)),
        agreement=Agreed(answer=Answer.YES, who=payload, on=TODAY, purpose=payload),
        shared=(replace(SHARED[0], partner=payload, what=payload, why=payload),),
        exceptions=(Exceptional(on=TODAY, reason=payload),),
        interpreter_language=payload,
        next_appointment=payload,
        signers=(replace(signed(), name=payload, capacity=payload),),
    )


def test_hostile_text_in_every_field_stays_text(tmp_path: Any, counting: HTTPServer) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("canary-from-the-disk")
    payloads = _payloads(counting.server_port, str(secret))
    assert len(payloads) == 25
    html = "".join(html_of(frozen("leek", _hostile(payload))) for payload in payloads)
    for forbidden in (
        '<img src="http',
        '<img src="file',
        "<link",
        "<object",
        "<iframe",
        "<script",
        "<svg",
        "<base",
        "<meta http-equiv",
    ):
        assert forbidden not in html
    every = " ".join(payloads[:20])
    pdf = printed(frozen("leek", _hostile(every))).pdf
    assert _Counter.hits == []
    assert b"canary-from" not in pdf
    assert "canary-from" not in _text(pdf)
    assert "img src=" in _text(pdf)
    assert not pikepdf.open(io.BytesIO(pdf)).attachments


@pytest.mark.parametrize(
    "html",
    [
        '<img src="{address}/img">',
        '<img src="file:///etc/hostname">',
        '<link rel="attachment" href="file:///etc/hostname">',
        '<link rel="stylesheet" href="{address}/css">',
        '<p style="background:url({address}/style)">x</p>',
    ],
)
def test_the_printer_itself_fetches_nothing(html: str, counting: HTTPServer) -> None:
    address = f"http://127.0.0.1:{counting.server_port}"
    with pytest.raises(LetterRefused) as refused:
        print_html(
            f"<html lang=nl><title>x</title><body>{html.replace('{address}', address)}</body></html>",
            title="x",
            seed="x",
        )
    assert refused.value.code == "forbidden-address"
    assert "niet toegestaan" in str(refused.value)
    assert _Counter.hits == []


def test_a_picture_in_a_picture_is_not_followed(counting: HTTPServer) -> None:
    address = f"http://127.0.0.1:{counting.server_port}"
    inside = f'<image href="{address}/image" width="9" height="9"/><use href="{address}/use#a"/><style>@import url({address}/css);</style>'
    picture = base64.b64encode(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inside}</svg>'.encode()).decode()
    with suppress(LetterRefused):
        print_html(f'<html lang=nl><title>x</title><img alt=x src="data:image/svg+xml;base64,{picture}">', title="x", seed="x")
    assert _Counter.hits == []


def test_a_letter_of_too_many_pages_is_refused_with_a_sentence() -> None:
    html = "<html lang=nl><title>x</title><body>" + "<p style='break-after:page'>x</p>" * 40 + "</body></html>"
    with pytest.raises(LetterRefused, match="te lang"):
        print_html(html, title="x", seed="x")


def test_deep_nesting_is_refused_with_a_sentence() -> None:
    html = "<html lang=nl><title>x</title><body>" + "<div>" * 900 + "x" + "</div>" * 900
    with pytest.raises(LetterRefused) as refused:
        print_html(html, title="x", seed="x")
    assert refused.value.code == "too-deep"


def test_too_much_text_is_refused_before_printing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "print_html", lambda *args, **kwargs: pytest.fail("was printed"))
    with pytest.raises(LetterRefused, match="te lang"):
        printed(frozen("leek", receipt(next_appointment="x" * 700_000)))


def test_a_printer_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "TIMEOUT", 0.01)
    with pytest.raises(LetterRefused, match="te lang"):
        printed(LETTERS["form-blank"])


def test_the_printing_process_knows_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}

    def run(command: Any, **kwargs: Any) -> Any:
        seen.update(kwargs["env"])
        return subprocess.CompletedProcess(command, 3, b"", b"too-large")

    monkeypatch.setattr(render.subprocess, "run", run)
    with pytest.raises(LetterRefused):
        printed(LETTERS["form-blank"])
    assert not {"DATABASE_URL", "KEYS_DATABASE_URL", "KEYS_MASTER_FILE", "SECRET_KEY", "REDIS_URL"} & set(seen)


def test_the_printing_process_has_little_memory() -> None:
    code = "from privacy_domain.letters import sandbox; sandbox.limit(); x = bytearray(600 * 1024 * 1024)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=os.environ | {"PYTHONPATH": "."}, check=False)
    assert b"MemoryError" in done.stderr


def test_the_printing_process_takes_only_its_order() -> None:
    order = json.dumps({"html": "<p>x", "css": "", "title": "x", "identifier": "00", "path": "/etc/hostname"}).encode()
    done = subprocess.run([sys.executable, "-m", "privacy_domain.letters.sandbox"], input=order, capture_output=True, check=False)
    assert done.returncode == 1
    assert done.stdout == b""


# ------------------------------------------------------------ what comes out
@pytest.fixture(scope="module")
def pdfs() -> dict[str, bytes]:
    """Every kind of letter, printed once."""
    return {name: printed(letter).pdf for name, letter in LETTERS.items()}


@pytest.mark.parametrize("name", list(LETTERS))
def test_a_letter_is_tagged_has_a_language_and_a_title_and_no_author(name: str, pdfs: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(pdfs[name])) as pdf:
        assert str(pdf.Root.Lang) == LETTERS[name].language
        assert bool(pdf.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in pdf.Root
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert set(pdf.docinfo.keys()) == {"/Title"}
        with pdf.open_metadata() as metadata:
            assert set(metadata) == {
                "{http://purl.org/dc/elements/1.1/}title",
                "{http://www.aiim.org/pdfua/ns/id/}part",
            }
        assert not pdf.attachments
        title = str(pdf.docinfo["/Title"])
    assert "gemeente Leek" in title
    assert "Vries" not in title


@pytest.mark.parametrize("name", list(LETTERS))
def test_no_letter_is_set_smaller_than_twelve_points(name: str, pdfs: dict[str, bytes]) -> None:
    smallest = 18 if LETTERS[name].large_print else 12
    sizes: list[float] = []

    def note(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        if text.strip() and font:
            sizes.append(round(size * abs(tm[0]) * abs(cm[0]), 1))

    for page in _read(pdfs[name]).pages:
        page.extract_text(visitor_text=note)
    assert sizes
    assert min(sizes) >= smallest - 0.1


@pytest.mark.parametrize("name", ["form-blank", "form-blank-three", "form-special", "form-agreed", "form-refused", "withdrawal", "summary"])
def test_a_standard_letter_is_one_page(name: str, pdfs: dict[str, bytes]) -> None:
    assert len(_read(pdfs[name]).pages) == 1


def test_pages_are_numbered(pdfs: dict[str, bytes]) -> None:
    assert "Pagina 1 van 2" in _text(pdfs["receipt"])
    assert "Page 1 of" in _text(pdfs["receipt-english"])


def test_the_same_letter_is_the_same_file(pdfs: dict[str, bytes]) -> None:
    assert printed(LETTERS["withdrawal"]).pdf == pdfs["withdrawal"]


def test_the_heads_of_a_table_say_that_they_head_a_column(pdfs: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(pdfs["receipt"])) as pdf:
        heads = [node for node in pdf.objects if isinstance(node, pikepdf.Dictionary) and node.get("/S") == "/TH"]
        assert len(heads) >= 5
        assert all(node.A.Scope == "/Column" for node in heads)


def test_every_picture_has_words(pdfs: dict[str, bytes]) -> None:
    for name in ("form-blank", "form-agreed"):
        with pikepdf.open(io.BytesIO(pdfs[name])) as pdf:
            figures = [node for node in pdf.objects if isinstance(node, pikepdf.Dictionary) and node.get("/S") == "/Figure"]
            assert figures
            assert all(str(node.Alt) for node in figures)


def test_a_receipt_says_everything(pdfs: dict[str, bytes]) -> None:
    text = _text(pdfs["receipt"])
    for expected in (
        "Gemeente Leek", "Geachte mevrouw De Vries", "7KQM3XZR", "24 november 2026", "Sanne Bakker", "Huisarts De Linde",
        "om hulp thuis te regelen", "24 november 2027", "Basisschool De Wilg", "Later", "U mag altijd stoppen", "0594 00 00 00",
        "8 december 2026", "Het college van burgemeester en wethouders", "fg@leek.example", "Autoriteit Persoonsgegevens",
        "Getekend op het scherm", "14:32", "binnen vier weken", "15 jaar",
    ):  # fmt: skip
        assert expected in text, expected


def test_a_refused_form_says_so_and_asks_nothing(pdfs: dict[str, bytes]) -> None:
    text = _text(pdfs["form-refused"])
    assert "U gaf geen toestemming" in text
    assert "U krijgt nog steeds hulp" in text
    assert "Geef dit blad" not in text


def test_a_form_for_two_has_a_place_for_each(pdfs: dict[str, bytes]) -> None:
    text = _text(pdfs["form-blank-three"])
    assert text.count("Handtekening") == 2
    assert "Daan de Vries (13 jaar)" in text


@pytest.mark.parametrize("shared", [SHARED[:1], SHARED])
def test_nothing_is_filled_in_on_a_blank_form(shared: Any) -> None:
    html = html_of(frozen("leek", consent_form(shared=shared)))
    assert "Uw antwoord" not in html
    assert "<strong>Ja</strong>" not in html


@pytest.mark.parametrize("special", [True, False])
def test_each_question_of_a_form_has_its_own_answer(special: bool) -> None:
    html = html_of(frozen("leek", consent_form(special=special, shared=SHARED)))
    assert html.count('class="cross"') == 2 * len(SHARED)
    assert "Zet bij elke regel een kruis" in html


def test_the_code_on_paper_holds_the_reference_and_no_name() -> None:
    html = html_of(frozen("leek", consent_form()))
    assert html.count("F4TZ-9K2M") == 2  # as text, and as the words of its picture
    assert ADDRESSEE.name in html


@pytest.mark.parametrize(
    ("code", "title"),
    [
        pytest.param("leek", "Privacyprotocol sociaal domein gemeente Leek 2018", marks=pytest.mark.requirement("LEEK-15.2")),
        pytest.param("landsmeer", "Privacyprotocol sociaal domein gemeente Landsmeer"),
        pytest.param("sittard-geleen", "Privacybeleid voor het Sociaal Domein Sittard-Geleen 2018"),
        pytest.param("leiden", "Privacy Protocol Wmo Leiden 2016"),
        pytest.param("opsterland", "Privacyreglement Gebiedsteam Opsterland 2015", marks=pytest.mark.requirement("OPST-24")),
    ],
)
def test_every_kind_of_letter_cites_the_protocol_by_its_own_name(code: str, title: str) -> None:
    for letter in every_letter(code).values():
        assert title in html_of(letter), letter.kind


@pytest.mark.requirement("SITT-4-verantwoordelijke")
@pytest.mark.parametrize("name", ["receipt", "receipt-large", "receipt-english", "receipt-short", "information"])
def test_the_college_is_shown_as_controller(name: str) -> None:
    assert "Het college van burgemeester en wethouders van Sittard-Geleen" in html_of(every_letter("sittard-geleen")[name])


def test_without_a_protocol_the_letter_follows_the_law() -> None:
    letter = frozen("leek", receipt())
    html = html_of(replace(letter, letterhead=replace(letter.letterhead, protocol_title="")))
    assert "Wij volgen de wet" in html
    assert "Privacyprotocol" not in html


@pytest.mark.parametrize("code", list(VERSIONS))
def test_where_nothing_is_asked_the_receipt_says_why(code: str) -> None:
    basis = "Wij vragen hier geen toestemming, want de wet staat dit toe."
    html = html_of(frozen(code, receipt(agreement=Agreed(answer=Answer.NOT_NEEDED, basis=basis))))
    assert basis in html
    assert "zei op" not in html


def test_names_from_elsewhere_are_printed_with_the_letters_own_fonts() -> None:
    name = "Şebnem Łukasiewicz-Ğündoğan"
    pdf = printed(frozen("leek", receipt(present=(name,)))).pdf
    assert name in _text(pdf)
    fonts = {str(font["/BaseFont"]) for page in _read(pdf).pages for font in (f.get_object() for f in page["/Resources"]["/Font"].values())}
    assert all("Noto-Sans" in font for font in fonts), fonts
