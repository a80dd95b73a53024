"""Registering municipalities and adopting protocol versions. What changed is recorded by the configuration log."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from privacy_domain.operation import Actor
from privacy_domain.tenancy.models import Adoption, Municipality


@transaction.atomic
def register(*, code: str, name: str, controller: str, **details: str) -> Municipality:
    """A new municipality. Raises IntegrityError when the code is taken."""
    return Municipality.objects.create(code=code, name=name, controller=controller, **details)


@transaction.atomic
def adopt(
    *,
    version: str,
    valid_from: date,
    valid_until: date | None,
    basis: Adoption.Basis,
    source: str,
    review_on: date | None = None,
    owner: str = "",
) -> Adoption:
    """The municipality in scope takes `version` into force from `valid_from` up to and including `valid_until` (None: no end).

    Where the dates come from is said in `source`; `review_on` and `owner` say when the version is evaluated and who sees to
    it (sittard-geleen-2018 par. 1). Raises IntegrityError for a second adoption from the same day, or an evaluation
    without an owner.
    """
    adoption: Adoption = Adoption.objects.create(
        version=version,
        valid_from=valid_from,
        valid_until=valid_until,
        basis=basis,
        source=source,
        review_on=review_on,
        owner=owner,
    )
    return adoption


@transaction.atomic
def change_dates(
    *,
    adoption: Adoption,
    valid_from: date,
    valid_until: date | None,
    basis: Adoption.Basis,
    source: str,
    review_on: date | None = None,
    owner: str = "",
    by: Actor,
) -> Adoption:
    """Other dates for a version that was adopted, with where they come from. The history keeps which were believed before, and every
    act the version under which it was done. Raises IntegrityError as `adopt`."""
    adoption.valid_from, adoption.valid_until, adoption.basis, adoption.source = valid_from, valid_until, basis, source
    adoption.review_on, adoption.owner = review_on, owner
    adoption.save()
    return adoption
