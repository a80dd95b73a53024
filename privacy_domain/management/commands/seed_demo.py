"""`manage.py seed_demo`: the five demo municipalities with their cast and stories. A second time changes nothing."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dossiers.models import Dossier
from privacy_domain import clock, env
from privacy_domain.management.demo import lists
from privacy_domain.management.demo.cast import CAST
from privacy_domain.management.demo.municipalities import adopt_demo_protocol, register_municipality
from privacy_domain.management.demo.staff import employ
from privacy_domain.management.demo.stories import Stories
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy.scope import entered
from privacy_domain.texts.models import Text
from privacy_domain.texts.services import load_shipped_texts

BEFORE = timedelta(days=365)
WHERE_ITEMS_COUNT = "leek"  # there an item has a term of its own, so that something has passed in a dossier of this week


class Command(BaseCommand):
    """Each municipality is made in one transaction: an interrupted start leaves it whole or not at all."""

    help = "Make the five demo municipalities, their staff and their stories. Only in demo mode."

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError outside demo mode: the accounts open without a second factor there."""
        if not (settings.DEMO or settings.TESTING):
            raise CommandError("DEMO is off: demo accounts do not belong in a real installation.")
        password = env.secret("DEMO_PASSWORD", "") or None
        for code in CAST:
            started = time.monotonic()
            self.make(code, password)
            self.stdout.write(f"  {code.title():<16}{time.monotonic() - started:5.1f} s")
            self.stdout.flush()

    def make(self, code: str, password: str | None) -> None:
        """One municipality, in one transaction; what is there already stays. `password` is that of every account, None for none."""
        municipality = register_municipality(code)
        with entered(municipality.scope()):
            adopt_demo_protocol(municipality)
            began = clock.now() - BEFORE
            first = not Text.objects.exists()
            load_shipped_texts(valid_from=began.date() if first else None, by=SYSTEM)
            with clock.standing_at(began if first else clock.now()):  # who works here was here before the stories
                staff = employ(CAST[code], password=password)
            if not Dossier.objects.exists():
                professionals = [staff[persona.username] for persona in CAST[code].personas if persona.involved]
                stories = Stories(code, *professionals)
                stories.tell()
                if code == WHERE_ITEMS_COUNT:
                    lists.tell(stories.told["withdrawn"], stories.first)
