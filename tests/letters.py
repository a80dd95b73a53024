"""Letters for tests: frozen from the texts that come along, so that no database is needed to print one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from privacy_domain.letters.contexts import (
    Addressee,
    Agreed,
    Author,
    Card,
    ConsentForm,
    Context,
    Corrected,
    Decided,
    Disclosed,
    Exceptional,
    Extended,
    Gone,
    Information,
    Informed,
    Judged,
    Line,
    LookedOn,
    Looks,
    ProtocolSummary,
    Receipt,
    RefusedPart,
    Shared,
    Signed,
    Told,
    Withdrawal,
)
from privacy_domain.letters.frozen import FrozenLetter, Letterhead, Phrase
from privacy_domain.letters.kinds import Answer, Outcome, Seen, Way
from privacy_domain.letters.phrases import PHRASES
from privacy_domain.protocols import book
from privacy_domain.texts.kinds import COMMON, LAW, Kind
from privacy_domain.texts.placeholders import fill
from privacy_domain.texts.shipped import ShippedText, shipped

VERSIONS = {
    "leek": "leek-2018",
    "landsmeer": "landsmeer-2016",
    "sittard-geleen": "sittard-geleen-2018",
    "leiden": "leiden-2016",
    "opsterland": "opsterland-2015",
}
NAMES = {
    "leek": "Leek",
    "landsmeer": "Landsmeer",
    "sittard-geleen": "Sittard-Geleen",
    "leiden": "Leiden",
    "opsterland": "Opsterland",
}
TODAY = date(2026, 11, 24)
STROKES = (
    tuple((10.0 + 7 * i, 40.0 + (22 if i % 2 else -14) * (1 - i / 26)) for i in range(20)),
    tuple((40.0 + 5 * i, 62.0 - i * 1.5) for i in range(24)),
)

ADDRESSEE = Addressee(name="Mevrouw A.B. de Vries", salutation="mevrouw De Vries", lines=("Dorpsstraat 1", "1121 AB Landsmeer"))
AUTHOR = Author(name="Sanne Bakker", team="Sociaal team")
SHARED = (
    Shared(
        partner="Huisarts De Linde",
        what="hoe het met uw gezondheid gaat",
        why="om hulp thuis te regelen",
        until=date(2027, 11, 24),
        answer=Answer.YES,
    ),
    Shared(
        partner="Basisschool De Wilg",
        what="dat u hulp krijgt",
        why="om samen te werken rond Daan",
        until=date(2027, 5, 24),
        answer=Answer.NO,
    ),
    Shared(
        partner="Woonstichting Rijnhart",
        what="uw naam en adres",
        why="om een andere woning te zoeken",
        answer=Answer.LATER,
    ),
)


def letterhead(code: str) -> Letterhead:
    """The municipality as the demonstration has it."""
    name = NAMES[code]
    return Letterhead(
        code=code,
        name=name,
        controller=f"Het college van burgemeester en wethouders van {name}",
        visiting_address="",
        postal_address=f"Postbus 100, 9999 AC {name}",
        telephone="0594 00 00 00",
        email=f"privacy@{code}.example",
        website=f"https://www.{code}.example",
        privacy_officer=f"Functionaris gegevensbescherming, fg@{code}.example",
        protocol_title=book.version(VERSIONS[code]).citation_title,
    )


def phrase_of(code: str, key: str, language: str = "nl") -> Phrase:
    """A text that comes along, chosen as the selectors choose it."""
    rank = {VERSIONS[code]: 0, COMMON: 1}
    found = [text for text in shipped() if text.key == key and text.protocol in rank and text.language in {language, "nl"}]
    best: ShippedText = min(found, key=lambda text: (rank[text.protocol], text.language != language))
    return Phrase(heading=best.heading, body=best.body)


def frozen(code: str, facts: Context, *, language: str = "nl", large_print: bool = False, reference: str = "7KQM3XZR") -> FrozenLetter:
    """A letter of a municipality, complete."""
    phrases = {key: phrase_of(code, key, language) for key in PHRASES[facts.kind]}
    return FrozenLetter(
        kind=facts.kind,
        reference=reference,
        written_on=TODAY,
        language=language,
        large_print=large_print,
        letterhead=letterhead(code),
        facts=facts,
        phrases=phrases,
    )


def signed(name: str = "A.B. de Vries", capacity: str = "") -> Signed:
    """A signature drawn on the screen."""
    return Signed(name=name, capacity=capacity, at=datetime(2026, 11, 24, 13, 32, tzinfo=UTC), way=Way.SCREEN, strokes=STROKES)


def receipt(**changes: Any) -> Receipt:
    """A full talk: told, agreed, three recipients, signed."""
    given = {
        "addressee": ADDRESSEE,
        "author": AUTHOR,
        "talked_on": TODAY,
        "present": ("mevrouw De Vries", "Daan de Vries", "Sanne Bakker"),
        "told": Told(
            on=TODAY,
            topics=tuple(text.heading for text in shipped() if text.kind is Kind.CARD and text.protocol == LAW),
        ),
        "agreement": Agreed(answer=Answer.YES, who="Mevrouw De Vries", on=TODAY, purpose="hulp in het huishouden"),
        "shared": SHARED,
        "next_appointment": "dinsdag 8 december 2026 om 10.00 uur",
        "signers": (signed(),),
    }
    return Receipt(**(given | changes))


def consent_form(**changes: Any) -> ConsentForm:
    """A form for one recipient."""
    given = {
        "addressee": ADDRESSEE,
        "author": AUTHOR,
        "special": False,
        "shared": SHARED[:1],
        "code": "F4TZ-9K2M",
        "signers": ("Mevrouw A.B. de Vries",),
    }
    return ConsentForm(**(given | changes))


def looks(**changes: Any) -> Looks:
    """Three days: somebody who helps, a leader with a reason, somebody who was not let in."""
    given = {
        "addressee": ADDRESSEE,
        "author": AUTHOR,
        "since": date(2026, 8, 24),
        "until": TODAY,
        "lines": (
            LookedOn(on=TODAY, who="professional", seen=Seen.WORKED),
            LookedOn(on=date(2026, 11, 20), who="leidinggevende", seen=Seen.WORKED, why="sturing en kwaliteit van het werk"),
            LookedOn(on=date(2026, 11, 20), who="medewerker", seen=Seen.REFUSED),
            LookedOn(on=date(2026, 11, 2), who="leidinggevende", seen=Seen.LISTED),
            LookedOn(on=date(2026, 11, 1), who="functionaris gegevensbescherming", seen=Seen.BESIDE),
        ),
    }
    return Looks(**(given | changes))


GONE = (
    Gone(partner="Huisarts De Linde", what=("naam en adres", "gezondheid"), why="om vandaag nog te helpen", on=TODAY),
    Gone(partner="Politie Noord", what=("naam en adres",), why="om u veilig thuis te brengen", on=date(2026, 11, 20)),
)


def extended(**changes: Any) -> Extended:
    """A request that takes three months."""
    why = "Uw gegevens staan ook in een papieren archief. Daar moeten wij in zoeken."
    given = {"addressee": ADDRESSEE, "author": AUTHOR, "received_on": date(2026, 11, 3), "until": date(2027, 2, 3), "why": why}
    return Extended(**(given | changes))


def corrected(**changes: Any) -> Corrected:
    """A report that a partner received, which did not say everything."""
    given = {
        "addressee": Addressee(name="Huisarts De Linde", salutation="heer of mevrouw", lines=("Lindelaan 1", "9351 AA Leek")),
        "author": AUTHOR, "client": "Fatima de Vries", "born": date(1980, 2, 29), "decided_on": TODAY, "act": "supplement",
        "what": ("het verslag van 3 mei 2024",),
    }  # fmt: skip
    return Corrected(**(given | changes))


def decided(**changes: Any) -> Decided:
    """A destruction that was refused for a part, signed for the college."""
    refused = RefusedPart(
        what="het verslag van 3 mei 2024",
        ground="bewaren is van groot belang voor een ander",
        articles=("artikel 17 lid 2",),
        why="Uw zoon heeft dit verslag nodig.\nHij vroeg ons om het te bewaren.",
    )
    given: dict[str, Any] = {
        "addressee": ADDRESSEE, "author": AUTHOR, "received_on": date(2026, 11, 3), "asked": "vernietiging", "answer": "partly",
        "explanation": "Wij spraken hierover met u op 10 november.", "granted": ("de notitie van 1 maart 2025",), "refused": (refused,),
        "articles": ("artikel 17 lid 2",), "execute_by": date(2027, 2, 3), "object_by": date(2027, 1, 5), "college": True,
        "capacity": "teamcoach",
    }  # fmt: skip
    return Decided(**(given | changes))


def disclosed(**changes: Any) -> Disclosed:
    """An envelope as it left, agreed to by telephone."""
    moment = datetime(2026, 11, 24, 13, 32, tzinfo=UTC)
    given = {
        "addressee": Addressee(name="Huisarts De Linde", salutation=""),
        "author": AUTHOR,
        "purpose": "om vandaag nog te helpen",
        "occasion": "ernstige overlast",
        "lines": (Line(what="naam en adres", text="A.B. de Vries\nDorpsstraat 1"), Line(what="gezondheid", text="Het speelt een rol.")),
        "along": ("De hoofdlijnen van het protocol",),
        "ground": "zonder toestemming, op bevindingen",
        "articles": ("artikel 7 lid 1", "artikel 7 lid 2"),
        "prepared_by": "Sanne Bakker",
        "sealed_at": moment,
        "judged": (Judged(who="Tom Visser", outcome="akkoord", at=moment, by_telephone=True),),
        "sent_at": moment,
        "sent_by": "Sanne Bakker",
        "channel": "beveiligde e-mail",
        "heard": ("P. Jansen, school: dat er hulp is",),
        "digest": "0123456789abcdef" * 4,
    }
    return Disclosed(**(given | changes))


def every_letter(code: str = "leek") -> dict[str, FrozenLetter]:
    """One of each kind, and the variants that look different."""
    blanks = {"professional": AUTHOR.name, "telefoon": "0594 00 00 00"}
    cards = tuple(Card(heading=text.heading, body=fill(text.body, blanks)) for text in shipped() if text.kind is Kind.CARD and text.protocol == LAW)
    two = ("Daan de Vries (13 jaar)", "Mevrouw A.B. de Vries (moeder)")
    signatures = (signed("Daan de Vries", "13 jaar"), signed("A.B. de Vries", "moeder"))
    return {
        "receipt": frozen(code, receipt()),
        "receipt-large": frozen(code, receipt(), large_print=True),
        "receipt-english": frozen(code, receipt(interpreter_language="Engels"), language="en"),
        "receipt-short": frozen(
            code,
            receipt(
                shared=(),
                signers=(),
                next_appointment="",
                agreement=Agreed(answer=Answer.NO, who="Mevrouw De Vries", on=TODAY, purpose="hulp in het huishouden"),
                exceptions=(Exceptional(on=TODAY, reason="zonder deze gegevens kan de thuiszorg niet beginnen"),),
            ),
        ),
        "form-blank": frozen(code, consent_form()),
        "form-blank-three": frozen(code, consent_form(shared=SHARED, signers=two)),
        "form-special": frozen(
            code,
            consent_form(
                special=True,
                shared=(Shared(partner="", what="uw gezondheid en uw burgerservicenummer", why="hulp in het huishouden"),),
            ),
        ),
        "form-agreed": frozen(code, consent_form(outcome=Outcome.AGREED, decided_on=TODAY, signers=two, signatures=signatures)),
        "form-refused": frozen(code, consent_form(outcome=Outcome.REFUSED, decided_on=TODAY, signatures=(signed(),))),
        "form-large": frozen(code, consent_form(), large_print=True),
        "form-large-three": frozen(code, consent_form(shared=SHARED, signers=two), large_print=True),
        "withdrawal": frozen(
            code,
            Withdrawal(
                addressee=ADDRESSEE,
                author=AUTHOR,
                withdrawn_on=TODAY,
                shared=SHARED[:1],
                told_to=("Huisarts De Linde",),
            ),
        ),
        "withdrawal-received": frozen(
            code, Withdrawal(addressee=ADDRESSEE, author=AUTHOR, withdrawn_on=TODAY, shared=SHARED[:1], told_to=(), received=GONE)
        ),
        "informed": frozen(code, Informed(addressee=ADDRESSEE, author=AUTHOR, shared=GONE)),
        "informed-large": frozen(code, Informed(addressee=ADDRESSEE, author=AUTHOR, shared=GONE), large_print=True),
        "extended": frozen(code, extended()),
        "corrected": frozen(code, corrected()),
        "corrected-destroyed": frozen(code, corrected(act="destroy", born=None)),
        "decided": frozen(code, decided()),
        "decided-granted": frozen(code, decided(answer="granted", refused=(), college=False, capacity="")),
        "decided-refused": frozen(code, decided(answer="refused", granted=(), execute_by=None, again=True, explanation="")),
        "decided-passed-on": frozen(
            code, decided(answer="passed_on", granted=(), refused=(), execute_by=None, object_by=None, passed_to="de gemeente Groningen")
        ),
        "decided-large": frozen(code, decided(), large_print=True),
        "disclosed": frozen(code, disclosed()),
        "disclosed-bare": frozen(code, disclosed(occasion="", along=(), judged=(), heard=())),
        "information": frozen(code, Information(addressee=ADDRESSEE, author=AUTHOR, cards=cards)),
        "looks": frozen(code, looks()),
        "looks-large": frozen(code, looks(), large_print=True),
        "looks-nobody": frozen(code, looks(lines=())),
        "summary": frozen(
            code,
            ProtocolSummary(addressee=Addressee(name="De heer P. Jansen", salutation="heer Jansen"), author=AUTHOR),
        ),
    }
