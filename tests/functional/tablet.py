"""A tablet on the kitchen table: what a professional and a client do on it, with every tap counted."""

from __future__ import annotations

import os
import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

LOOK = os.environ.get("LOOK_AT")  # a folder: every page that is looked at is photographed there at three widths


class Tablet:
    """One page of a browser in one municipality."""

    def __init__(self, page: Page, live: str, code: str, *, scripts: bool = True) -> None:
        self.scripts = scripts
        self.page = page
        self.home = f"{live}/{code}/"
        self.code = code
        self.taps = 0

    def go(self, address: str = "") -> Tablet:
        """Open an address of this municipality without tapping."""
        self.page.goto(self.home + address)
        return self

    def tap(self, target: Locator) -> None:
        """One tap."""
        self.taps += 1
        target.click()

    def press(self, name: str, **kwargs: Any) -> None:
        """Tap a button."""
        self.tap(self.page.get_by_role("button", name=name, exact=True, **kwargs))

    def follow(self, name: str) -> None:
        """Tap a link."""
        self.tap(self.page.get_by_role("link", name=name).first)

    def on(self) -> None:
        """Tap the main button at the bottom."""
        self.tap(self.page.locator(".pd-sticky .utrecht-button--primary-action"))

    def choose(self, *names: str) -> None:
        """Tap radio buttons and boxes by the words next to them."""
        for name in names:
            self.tap(self.page.get_by_label(name, exact=True))

    def tell(self) -> None:
        """Tick each thing that was told."""
        for box in self.page.locator("input[name=told]").all():
            self.tap(box)

    def begin(self, dossier: str) -> None:
        """Prepare and start a talk from the dossier, with the client at the table."""
        self.go(dossier)
        self.press("Bereid het gesprek voor")
        self.sees("Bereid het gesprek voor")
        self.on()
        self.sees("Wie zit er aan tafel?")

    def explain(self, *, parties: bool = False) -> None:
        """Tell what this protocol wants told, with no party known yet unless they are on the list."""
        self.sees("Uitleg over uw gegevens")
        self.tell()
        if not parties:
            self.choose("We weten nog niet met wie")
        self.saved()
        self.on()

    def judge(self, *special: str, answer: str = "") -> None:
        """Say which special data are needed, and what the client answers."""
        self.sees("Bijzondere gegevens")
        self.choose(*special)
        self.write("Waarom heb je deze gegevens wel of niet nodig?", "Dit is nodig om te helpen bij het douchen.")
        if answer:
            self.choose(answer)
        self.saved()
        self.on()

    def add_partner(self, name: str, *items: str, occasion: str = "", why: str = "Advies over hulp bij het douchen.") -> None:
        """With whom, on which occasion, what and why."""
        self.page.get_by_label("Met wie?").select_option(label=name)
        if occasion:
            self.page.get_by_label("Bij welke aanleiding?").select_option(label=occasion)
        self.press("Toevoegen")
        self.sees(f"Wat willen we delen met {name}?")
        self.choose(*items)
        self.write("Waarom heeft deze partner ze nodig?", why)
        self.saved()
        self.on()

    def close(self) -> None:
        """Write down and check together."""
        self.sees("Hulpvraag en notities")
        self.on()
        self.sees("Klopt dit?")
        self.on()

    def sign(self) -> None:
        """Sign on the screen."""
        self.draw()
        self.on()

    def finish(self) -> None:
        """The end of the talk."""
        self.sees("Het gesprek afronden")
        self.on()
        self.sees("Het gesprek is klaar")

    def write(self, label: str, text: str) -> None:
        """Tap a field and type in it."""
        self.taps += 1
        self.page.get_by_label(label).fill(text)

    def sees(self, heading: str) -> None:
        """This page is shown now."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        self.look(heading)

    def reads(self, *sentences: str) -> None:
        """These words stand on the page."""
        for sentence in sentences:
            expect(self.page.get_by_text(re.compile(re.escape(sentence))).first).to_be_visible()

    def reads_nowhere(self, *sentences: str) -> None:
        """These words do not stand on the page."""
        for sentence in sentences:
            expect(self.page.get_by_text(re.compile(re.escape(sentence)))).to_have_count(0)

    def stands(self, step: str, status: str) -> None:
        """A line of the task list has this status."""
        line = self.page.locator(".pd-task-list li").filter(has_text=step)
        expect(line.locator(".pd-task__status").first).to_have_text(status)

    def draw(self) -> None:
        """Sign in the box with one stroke."""
        canvas = self.page.locator("canvas")
        expect(canvas).to_be_visible()  # the box appears when its script has run
        box = canvas.bounding_box()
        assert box is not None
        self.taps += 1
        mouse = self.page.mouse
        mouse.move(box["x"] + 60, box["y"] + 150)
        mouse.down()
        for step in range(12):
            mouse.move(box["x"] + 60 + 25 * step, box["y"] + 150 - 60 * (step % 2))
        mouse.up()
        expect(self.page.locator("[data-signature-state]")).to_have_text("Handtekening gezet")

    def saved(self) -> None:
        """The line above the button says that the server has what was typed."""
        if self.scripts:
            expect(self.page.locator("[data-save-state]")).to_contain_text("Opgeslagen om")

    def look(self, name: str) -> None:
        """Photograph the page for whoever wants to see it."""
        if not LOOK or not self.scripts:
            return
        slug = re.sub(r"[^a-z0-9]+", "-", f"{self.code} {name}".lower()).strip("-")[:60]
        size = self.page.viewport_size
        for width, height in ((320, 640), (820, 1180), (1366, 900)):
            self.page.set_viewport_size({"width": width, "height": height})
            sideways = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert sideways <= 0, f"{name} at {width}: {sideways} px too wide"
            self.page.screenshot(path=f"{LOOK}/{slug}-{width}.png", full_page=True)
        assert size is not None
        self.page.set_viewport_size(size)
