"""Which sentences each kind of letter needs, so that all of them are frozen with the draft."""

from __future__ import annotations

from collections.abc import Mapping

from privacy_domain.letters.kinds import LetterKind

_LABELS = ("date", "reference", "contact", "telephone", "page", "of", "salutation", "greeting")
_SHARED = ("with-whom", "ourselves", "what", "why", "until", "no-end", "answer", "yes", "no", "later", "not-needed")
_GONE = ("with-whom", "what", "why", "on-day")
_SIGNED = ("name", "signature", "second-signature", "signed-on-screen", "signed-on-paper")


def _keys(letter: tuple[str, ...], labels: tuple[str, ...] = (), others: tuple[str, ...] = ()) -> tuple[str, ...]:
    own = tuple(f"letter.{name}" for name in (*letter, "protocol", "law-only"))
    return (*own, *(f"label.{name}" for name in (*_LABELS, *labels)), *others)


PHRASES: Mapping[LetterKind, tuple[str, ...]] = {
    LetterKind.RECEIPT: _keys(
        (
            "receipt", "told", "interpreter", "agreement", "agreement-yes", "agreement-no", "agreement-later", "partners",
            "partners-none", "exception", "stop", "rights", "keep", "contact", "officer", "appointment", "signers",
        ),
        (*_SHARED, *_SIGNED),
    ),
    LetterKind.CONSENT_FORM: _keys(
        (
            "form", "form-special", "form-special-use", "form-choose", "form-choose-one", "form-yes", "form-no", "form-return",
            "form-signed", "form-refused", "stop",
        ),
        (*_SHARED, *_SIGNED, "code"),
    ),
    LetterKind.WITHDRAWAL: _keys(
        ("withdrawal", "withdrawal-effect", "withdrawal-told", "withdrawal-received", "contact", "rights"), (*_SHARED, *_GONE)
    ),
    LetterKind.INFORMED: _keys(("informed", "informed-why", "informed-look", "contact", "rights"), _GONE),
    LetterKind.DISCLOSED: _keys(
        ("disclosed", "disclosed-stays"),
        (
            *("to", "what", "why", "occasion", "ground", "articles", "prepared", "sealed", "judged", "by-telephone", "sent", "heard"),
            *("along", "digest"),
        ),
        ("summary.secrecy",),
    ),
    LetterKind.INFORMATION: _keys(("information", "keep", "officer", "contact", "stop"), ()),
    LetterKind.LOOKS: _keys(
        ("looks", "looks-none", "looks-may", "looks-wrong", "rights"),
        ("looks-day", "looks-who", "looks-what", "looks-why", "seen-worked", "seen-beside", "seen-listed", "seen-refused"),
    ),
    LetterKind.EXTENDED: _keys(("extended", "extended-why", "extended-disagree", "contact")),
    LetterKind.DECIDED: _keys(
        (
            "decided", "decided-granted", "decided-partly", "decided-refused", "decided-passed-on", "decided-yes", "decided-no",
            "decided-why", "decided-execute", "decided-object", "decided-again", "decided-authority", "contact",
        ),
        ("what", "ground", "articles", "why", "for-college"),
    ),
    LetterKind.CORRECTED: _keys(
        ("corrected", "corrected-correct", "corrected-supplement", "corrected-shield", "corrected-destroy", "corrected-ask", "contact"),
        ("about-whom", "born", "what"),
    ),
    LetterKind.PROTOCOL_SUMMARY: _keys(("summary", "contact"), (), ("summary.protocol", "summary.secrecy")),
}  # fmt: skip
