"""Words for the people around a client, and for the help that partners give."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Household(models.TextChoices):
    """Whether somebody of the family lives with the client as a family, or did; also without children that are minors (Leiden 1)."""

    NOW = "now", _("lives with the client as a family")
    BEFORE = "before", _("lived with the client as a family")


class HelpTime(models.TextChoices):
    """When a partner helps or helped (Opsterland 8 lid 1)."""

    NOW = "now", _("now")
    RECENT = "recent", _("recently")
