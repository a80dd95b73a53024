"""pytest plugin for `./run soak`: every hypothesis property gets SOAK_EXAMPLES examples, whatever it asks for itself."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import is_hypothesis_test as is_property

EXAMPLES = int(os.environ.get("SOAK_EXAMPLES", "1000"))


class Enlarger:
    """Sets the size of each collected property and counts them."""

    def __init__(self) -> None:
        self.properties = 0

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Each property with the large figure, without a deadline per example."""
        for item in items:
            test = getattr(item, "function", None)
            if test is None or not is_property(test):
                continue
            own = getattr(test, "_hypothesis_internal_use_settings", settings.default)
            large = settings(own, max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
            test._hypothesis_internal_use_settings = large
            self.properties += 1

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say how many properties there were, for the page."""
        terminalreporter.write_line(f"soak: {self.properties} properties with {EXAMPLES} examples")


def pytest_configure(config: pytest.Config) -> None:
    """Register."""
    config.pluginmanager.register(Enlarger(), "soak-enlarger")
