"""Words that no password here may rest on: who knows where somebody works guesses them first."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError

from privacy_domain.tenancy import scope

# the application, the work and the people, as they are called at a municipality
WORDS = (
    "beheer", "beheerder", "casus", "client", "dossier", "gemeente", "gesprek", "hulpvraag", "jeugd", "jeugdhulp", "keukentafel",
    "medewerker", "privacy", "privacyprotocol", "professional", "protocol", "sociaal", "teamcoach", "toestemming", "wachtwoord",
    "welkom", "wijkteam",
)  # fmt: skip
REST = 8  # letters and digits that must remain when such words are taken out
BEFOREHAND = f"Naast woorden als gemeente, dossier of de naam van de gemeente blijven er minstens {REST} letters of cijfers over."
REFUSAL = f"Dit wachtwoord is te raden voor wie de gemeente kent. {BEFOREHAND}"


class WorkplaceWordsValidator:
    """Refuses a password of which little is left without the words of the workplace and the municipality's own name."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError when fewer than REST letters and digits remain."""
        rest = re.sub(r"[\W_]", "", password.lower())
        for word in sorted({*WORDS, *_names_of_here()}, key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(rest) < REST:
            raise ValidationError(REFUSAL, code="password_workplace_words")

    def get_help_text(self) -> str:
        """What the form says beforehand."""
        return BEFOREHAND


def _names_of_here() -> list[str]:
    here = scope.current()
    return re.findall(r"\w{4,}", f"{here.code} {here.name}".lower()) if here else []
