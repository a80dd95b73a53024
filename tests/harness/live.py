"""The made world behind a real port, and what a browser measures on a page."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import QuietWSGIRequestHandler
from playwright.sync_api import Page

from privacy_domain import clock

WIDTHS = (320, 820, 1366)
# a link within a sentence is exempt (WCAG 2.5.8); a box or button of a choice counts with its label
_SMALL_TARGETS = """least => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest('.pd-skip-link, .utrecht-skip-link'))
  .filter(e => !(e.tagName === 'A' && getComputedStyle(e).display === 'inline'))
  .map(e => { const boxes = [e, ...(['checkbox', 'radio', 'file'].includes(e.type) ? e.labels || [] : [])].map(x => x.getBoundingClientRect());
    return [e, Math.max(...boxes.map(b => b.width)), Math.max(...boxes.map(b => b.height))]; })
  .filter(([e, w, h]) => w > 0 && h > 0 && (w < least || h < least))
  .map(([e, w, h]) => `${e.outerHTML.slice(0, 90)} is ${Math.round(w)} x ${Math.round(h)}`)"""

_WHAT_STICKS_OUT = """() => [...document.querySelectorAll('body *')]
  .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1)
  .filter(e => { for (let p = e.parentElement; p !== document.body; p = p.parentElement) {
      if (getComputedStyle(p).overflowX !== 'visible') return false; } return true; })
  .filter(e => ![...e.children].some(c => c.getBoundingClientRect().right > window.innerWidth + 1))
  .slice(0, 4).map(e => `${e.outerHTML.slice(0, 110)} in ${e.parentElement.outerHTML.slice(0, 110)}`)"""


@contextmanager
def serving(moment: datetime) -> Iterator[str]:
    """The address of the application, in which the domain's clock stands at `moment` in every thread."""
    inside = WSGIHandler()

    def at_the_moment(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        with clock.standing_at(moment):
            return inside(environ, start)

    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
    server.set_app(at_the_moment)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


_AXE = Axe().axe_script
_VIOLATIONS = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"
SUBMIT = """() => { const form = [...document.forms].filter(f => f.method === 'post' && f.closest('main, #content')).pop();
  if (!form) return false;
  form.querySelectorAll('input:is([type=text], [type=email], [type=date]), textarea').forEach(e => { e.value = ''; });
  form.querySelectorAll('input:checked').forEach(e => { e.checked = false; });
  form.submit(); return true; }"""


def measured(page: Page, *, least: int) -> Iterator[str]:
    """What is wrong with the open page at each width: accessibility, sideways scrolling, targets smaller than `least`."""
    page.evaluate(_AXE)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 1180 if width == 820 else 900})
        if (sideways := page.evaluate("document.documentElement.scrollWidth - window.innerWidth")) > 0:
            yield f"at {width}: {sideways} px too wide, because of {page.evaluate(_WHAT_STICKS_OUT)}"
        yield from (f"at {width}: {small}" for small in page.evaluate(_SMALL_TARGETS, least))
        for violation in page.evaluate(_VIOLATIONS):
            nodes = [node["html"][:120] for node in violation["nodes"][:3]]
            yield f"at {width}: {violation['id']} ({violation['impact']}): {nodes}"
