"""The registers of the privacy officer, by their code in the address."""

from __future__ import annotations

from privacy_domain.desk.registers.governance import ACTIVITIES, AUTHORISATIONS, PLACES, PROCESSORS, ROLES, SECRECY
from privacy_domain.desk.registers.machine import FAILED_JOBS
from privacy_domain.desk.registers.rights import BREACHES, DESTRUCTIONS, MANDATES, REQUESTS
from privacy_domain.desk.registers.shape import MOST, Register, Wanted
from privacy_domain.desk.registers.sharing import CONSENTS, DEFERRALS, DEPARTURES, DISCLOSURES, OVERRIDES, UNTOLD

__all__ = ["MOST", "REGISTERS", "Register", "Wanted"]

REGISTERS: dict[str, Register] = {
    register.code: register
    for register in (
        DISCLOSURES,
        OVERRIDES,
        UNTOLD,
        DEFERRALS,
        DEPARTURES,
        CONSENTS,
        REQUESTS,
        BREACHES,
        DESTRUCTIONS,
        ACTIVITIES,
        PROCESSORS,
        MANDATES,
        AUTHORISATIONS,
        ROLES,
        PLACES,
        SECRECY,
        FAILED_JOBS,
    )
}
