"""Who may see a dossier, written straight from the five texts, without the engine and without SQL.

The oracle of `visible_to` and of the gate. It walks lists of plain facts; the sentences beside the branches name the articles.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Person:
    """One employee: teams he is in, teams he leads, roles for the whole municipality."""

    name: str
    member_of: set[str] = field(default_factory=set)
    leads: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)


@dataclass
class Dossier:
    """One dossier: the team that has it, and by name who is involved, directs, handles a case or must see it by law.

    Values of `involved` say which parts: "plan", "dossier" or both.
    """

    name: str
    team: str
    involved: dict[str, set[str]] = field(default_factory=dict)
    directors: set[str] = field(default_factory=set)
    complaints: set[str] = field(default_factory=set)
    objections: set[str] = field(default_factory=set)
    duties: set[str] = field(default_factory=set)
    excluded: set[str] = field(default_factory=set)
    violence: bool = False


def opens(municipality: str | None, person: Person, dossier: Dossier, *, part: str = "dossier", necessary: bool = True) -> bool:
    """Whether the protocol of `municipality` (None: only the law) lets `person` see this part of `dossier`."""
    if person.name in dossier.duties:  # LEEK 7.3, LAND 7.3, LEID 11.3, OPST 12.2; law: a duty in law
        return True
    if person.name in dossier.excluded:  # a conflict of interest or the wish of the client goes before every other way
        return False
    involved = part in dossier.involved.get(person.name, set())
    in_team = dossier.team in person.member_of | person.leads
    lead = dossier.team in person.leads or "team_lead" in person.roles
    complaint, objection = person.name in dossier.complaints, person.name in dossier.objections
    if municipality in ("leek", "landsmeer"):
        return involved or (  # 7.1: directly involved, whatever the team; 7.2: as far as necessary for the task
            necessary
            and (
                lead
                or complaint
                or objection
                or (municipality == "leek" and "supervisor" in person.roles)  # 7.2c, not in Landsmeer
                or ("veilig_thuis" in person.roles and dossier.violence)
            )
        )
    if municipality == "leiden":  # 11.1: members of the team who are directly involved; 11.2: teamcoach, complaints (no objections)
        return (involved and in_team) or (necessary and (lead or complaint))
    if municipality == "opsterland":  # 12.1: members and leader of the area team, as far as necessary; nobody else
        return necessary and (in_team or lead)
    if municipality == "sittard-geleen" and part == "plan":  # par. 5: a director sees the plan
        director = person.name in dossier.directors or "director" in person.roles
        return necessary and (director or involved)
    return involved and necessary  # the law: somebody who needs it for the support he is part of
