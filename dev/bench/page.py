"""The first page of a dossier through the whole application: against the bare rows as JSON, and what keys and log take of it (P7, P9, P13)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from dev.bench.cluster import loaded
from dev.bench.harness import Result, compare, statements_of, table

ROUNDS = 100
PAGE, UNSEALED, UNLOGGED, BARE, NAIVE = "page", "page, nothing sealed", "page, nothing logged", "bare rows as JSON", "page as first written"


def run(size: int) -> list[Result]:
    """The goals of the page; the professional of the story opens it."""
    with loaded(size) as database:
        from django.conf import settings

        settings.ROOT_URLCONF = "dev.bench.pages"
        ours, reference = _browser(database)
        plain = _plain_browser()
        page = _getting(ours, f"/leek/d/{reference}/")
        stub = _unsealed(page)
        variants = {
            PAGE: page,
            UNSEALED: stub,
            UNLOGGED: _unlogged(page),
            BARE: _getting(plain, f"/bench/bare/{reference}/"),
            NAIVE: _getting(ours, f"/leek/bench/naive/{reference}/"),
        }
        samples = compare(variants, ROUNDS, backends=database.backends, warm_up=10)
        print(table(samples, BARE, "dossier page"))
        whole = samples[PAGE].cpu
        counted = statements_of(lambda: page(0))
        print(f"    {counted} statements, {statements_of(lambda: variants[NAIVE](0))} as first written")
        return [
            Result("P7 encryption, part of the page", 100 * (whole - samples[UNSEALED].cpu) / whole, 4, "% cpu"),
            Result("P9 read log, part of the page", 100 * (whole - samples[UNLOGGED].cpu) / whole, 6, "% cpu"),
            Result(
                "P9 statements for the read log",
                counted - statements_of(lambda: variants[UNLOGGED](0)),
                1,
                "statements",
                remark="goal 0; the project allows one",
            ),
            Result(
                "P13 page against the bare rows as JSON",
                whole / samples[BARE].cpu,
                3,
                "x cpu",
                remark="goal 2.2 without Django's templates; 3 with them",
            ),
            Result("P13 statements of the page", counted, 7, "statements", remark="goal 4 without Django's templates; 7 with them"),
            Result("P13 cheaper than the page as first written", samples[NAIVE].cpu / whole, 3.5, "x cpu", at_least=True),
        ]


def _browser(database: Any) -> tuple[Any, Any]:
    """A browser in which the professional of the story is logged in, and the key of her dossier."""
    from django.conf import settings
    from django.test import Client
    from guardian.shortcuts import assign_perm

    from access.states import Factor, SessionKey
    from dev.bench.rivals import PERMISSION
    from dossiers.models import Involvement, Talk
    from privacy_domain import clock
    from privacy_domain.tenancy.scope import entered

    with entered(database.scope):
        dossier = Talk.objects.select_related("dossier").get().dossier
        user = Involvement.objects.filter(dossier=dossier)[0].user
        browser = Client()
        browser.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        session = browser.session
        session[SessionKey.SINCE] = session[SessionKey.ACTIVE] = clock.session_seconds()
        session[SessionKey.FACTOR] = Factor.MFA
        session.save()
        assign_perm(PERMISSION, user, dossier)
    return browser, dossier.pk


def _plain_browser() -> Any:
    """A browser of a plain project: seven middlewares, none of them ours."""
    from django.test import Client
    from django.test.utils import override_settings

    from dev.bench.pages import SEVEN

    browser = Client()
    with override_settings(MIDDLEWARE=SEVEN):
        browser.handler.load_middleware()
    return browser


def _getting(browser: Any, address: str) -> Callable[[int], Any]:
    def get(_: int) -> Any:
        answer = browser.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answers {answer.status_code}: its time means nothing")
        return answer

    return get


def _unsealed(page: Callable[[int], Any]) -> Callable[[int], Any]:
    """The page with every value known beforehand: no key is fetched, nothing opened."""
    from privacy_domain.crypto.fields import EncryptedMixin
    from privacy_domain.crypto.keys import KeyRing

    known: dict[bytes, Any] = {}
    opened, load = EncryptedMixin.opened, KeyRing.load

    def learn(field: Any, instance: Any, value: Any) -> Any:
        known[value.data] = opened(field, instance, value)
        return known[value.data]

    with _instead(EncryptedMixin, opened=learn):
        page(0)

    def without(number: int) -> Any:
        with _instead(EncryptedMixin, opened=lambda _field, _instance, value: known[value.data]), _instead(KeyRing, load=lambda *_: None):
            return page(number)

    if EncryptedMixin.opened is not opened or KeyRing.load is not load:
        raise SystemExit("the stub stayed: the times mean nothing")
    return without


def _unlogged(page: Callable[[int], Any]) -> Callable[[int], Any]:
    from dossiers.services import dossier as service

    def without(number: int) -> Any:
        with _instead(service, look=lambda *_, **__: None):
            return page(number)

    return without


@contextmanager
def _instead(owner: Any, **replaced: Any) -> Iterator[None]:
    before = {name: getattr(owner, name) for name in replaced}
    for name, value in replaced.items():
        setattr(owner, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(owner, name, value)
