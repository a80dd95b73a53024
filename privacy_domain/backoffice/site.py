"""The administration's site: our login, our roles, nothing stored in the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, reverse
from django.utils.translation import gettext_lazy as _

PRIVACY_OFFICER = "privacy_officer"
FUNCTIONAL_ADMIN = "functional_admin"

# pages of Django's that would tell more than a list does, or that the house has its own of
_NOT_HERE = frozenset({"autocomplete", "view_on_site", "password_change", "password_change_done"})


def roles_of(request: HttpRequest) -> frozenset[str]:
    """The administrative roles of whoever asks; none for a visitor and for an account that is closed."""
    user = request.user
    return frozenset(user.administrative_roles) if user.is_authenticated and user.is_active else frozenset()


class HouseSite(AdminSite):
    """For functional administrators and privacy officers of one municipality. There is no superuser."""

    site_header = _("Administration")
    site_title = _("Administration")
    index_title = _("Settings, accounts and texts")
    enable_nav_sidebar = False
    site_url = None

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self._in_front: list[Callable[[HttpRequest], str]] = []

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether whoever asks has an administrative role."""
        return bool(roles_of(request))

    def admin_view(self, view: Callable[..., HttpResponseBase], cacheable: bool = False) -> Any:
        """Like Django's, but an account without a role is refused instead of asked to log in again."""
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied("Alleen een functioneel beheerder of een privacy officer kan hier iets doen.")
            return inner(request, *args, **kwargs)

        return guarded

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Django's addresses without those that the house does not have."""
        return [pattern for pattern in super().get_urls() if getattr(pattern, "name", None) not in _NOT_HERE]

    def show_in_front(self, maker: Callable[[HttpRequest], str]) -> None:
        """Let what `maker` makes of a request (safe HTML; empty: nothing for this person) stand above the list of the first page."""
        if maker not in self._in_front:
            self._in_front.append(maker)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The first page: what floors above put in front, then what can be administered."""
        return super().index(request, {"front": [part for maker in self._in_front if (part := maker(request))]} | (extra_context or {}))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The house has one login."""
        return HttpResponseRedirect(reverse("account_login"))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        """The house has one way out."""
        return HttpResponseRedirect(reverse("account_logout"))


site = HouseSite(name="admin")
