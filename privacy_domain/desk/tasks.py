"""What the worker does for the desk: finds here what the parts of the desk registered."""

from __future__ import annotations

from privacy_domain.desk.registers import jobs as jobs
