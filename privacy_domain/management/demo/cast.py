"""The fixed cast of the demonstration, in prose: who works where, as what, and what to try first as that person.

Data only, so that whoever starts the demonstration can read it without Django. All names are invented. The lines are shown
on the login page, before anybody is logged in: they name no client.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SHOW = "Kijk in Mijn werk: daar staat een gesprek dat half af is. Ga verder waar je was."


@dataclass(frozen=True)
class Persona:
    """One employee. `roles` are codes of access.states.MunicipalRole, `profession` of access.states.Profession.

    `team` is the name of a team or empty; `lead` says that the person leads it. `involved` says that the stories make
    this person directly involved in the support of clients.
    """

    username: str
    display_name: str
    job_title: str
    introduction: str
    first_step: str
    team: str = ""
    lead: bool = False
    involved: bool = False
    profession: str = ""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cast:
    """The people of one municipality; the first persona is who most visitors want to be."""

    personas: tuple[Persona, ...]

    def teams(self) -> list[str]:
        """Names of the teams, each once, in order of appearance."""
        return list(dict.fromkeys(persona.team for persona in self.personas if persona.team))


WITH_PLACE = "Kijk bij Casussen: je ziet alleen het dossier waarin huiselijk geweld speelt. Zeg waarom je het nodig hebt."
WITHOUT_PLACE = "Kijk bij Casussen: die lijst is leeg. Veilig Thuis krijgt hier gegevens verstrekt, maar geen toegang."


def _veilig_thuis(username: str, name: str, region: str, first_step: str) -> Persona:
    return Persona(
        username,
        name,
        f"Medewerker Veilig Thuis {region}",
        "Werkt bij Veilig Thuis, niet bij de gemeente.",
        first_step,
        profession="care_provider",
        roles=("veilig_thuis",),
    )


def _privacy_officer(username: str, name: str) -> Persona:
    return Persona(
        username,
        name,
        "Functionaris gegevensbescherming",
        "Ziet erop toe dat het protocol wordt nageleefd.",
        "Kijk in Beheer welke versie van het protocol geldt en sinds wanneer.",
        roles=("privacy_officer",),
    )


def _administrator(username: str, name: str, title: str = "Functioneel beheerder") -> Persona:
    return Persona(
        username,
        name,
        title,
        "Richt de applicatie in: medewerkers, teams, rollen en teksten. Ziet geen dossiers.",
        "Maak in Beheer een medewerker en zet die in een team. Jezelf een rol geven lukt niet: dat doet een ander.",
        roles=("functional_admin",),
    )


CAST: Mapping[str, Cast] = {
    "leek": Cast(
        (
            Persona(
                "marieke",
                "Marieke Wiersma",
                "Consulent Wmo",
                "Professional in het Sociaal Domein, direct betrokken bij haar cliënten.",
                f"{SHOW} Let op het BSN: dat is in Leek bijzonder en vraagt schriftelijke toestemming.",
                team="Sociaal Domein Zuid",
                involved=True,
                profession="civil_servant",
            ),
            Persona(
                "jelle",
                "Jelle Postma",
                "Jeugd- en gezinswerker",
                "Professional van een partner, direct betrokken bij gezinnen met kinderen.",
                "Open het gesprek met een kind van 13: het kind en een ouder beslissen en tekenen samen.",
                team="Sociaal Domein Zuid",
                involved=True,
                profession="care_provider",
            ),
            Persona(
                "anouk",
                "Anouk Hofman",
                "Consulent werk en inkomen",
                "Zit in hetzelfde team, maar is bij geen van de cliënten betrokken.",
                "Kijk bij Casussen: die lijst is leeg. Wie niet direct betrokken is (artikel 7), merkt niet eens dat een dossier bestaat.",
                team="Sociaal Domein Zuid",
                profession="civil_servant",
            ),
            Persona(
                "henk",
                "Henk Bolhuis",
                "Leidinggevende Sociaal Domein",
                "Leidt het Sociaal Domein van de hele gemeente.",
                "Open een dossier bij Casussen: zonder reden gaat het niet open. Zeg waarom je het nodig hebt.",
                profession="civil_servant",
                roles=("team_lead",),
            ),
            Persona(
                "fatima",
                "Fatima el Amrani",
                "Behandelaar klachten en bezwaren",
                "Behandelt klachten en bezwaren over de geboden ondersteuning.",
                "Kijk bij Casussen: die lijst is leeg zolang aan jou geen klacht of bezwaar is toegewezen.",
                roles=("complaints_handler", "objections_handler"),
            ),
            Persona(
                "rob",
                "Rob Veldhuis",
                "Toezichthouder Sociaal Domein",
                "Bijzondere controleur: Leek noemt hem apart in het protocol.",
                "Open een dossier bij Casussen met de reden van je onderzoek. Ook elke blik komt in het logboek.",
                roles=("supervisor",),
            ),
            _veilig_thuis("sanne", "Sanne Mulder", "Groningen", WITH_PLACE),
            _privacy_officer("ingrid", "Ingrid Kamphuis"),
            _administrator("bram", "Bram Dijkstra"),
        )
    ),
    "landsmeer": Cast(
        (
            Persona(
                "karin",
                "Karin Bakker",
                "Consulent Sociaal Domein",
                "Professional, direct betrokken bij haar cliënten.",
                f"{SHOW} Landsmeer volgt een vast stappenplan: het scherm loopt het met je door.",
                team="Sociaal Domein",
                involved=True,
                profession="civil_servant",
            ),
            Persona(
                "yusuf",
                "Yusuf Demir",
                "Leerkracht en zorgcoördinator",
                "Leerkracht: in Landsmeer telt ook hij als professional.",
                "Open het gesprek met een kind van 13 en zie wie er beslist.",
                team="Sociaal Domein",
                involved=True,
                profession="teacher",
            ),
            Persona(
                "petra",
                "Petra Groot",
                "Consulent schuldhulp",
                "Zit in hetzelfde team, maar is bij geen van de cliënten betrokken.",
                "Kijk bij Casussen: die lijst is leeg. Wie niet direct betrokken is, merkt niet eens dat een dossier bestaat.",
                team="Sociaal Domein",
                profession="civil_servant",
            ),
            Persona(
                "erik",
                "Erik Visser",
                "Leidinggevende Sociaal Domein",
                "Leidt het Sociaal Domein van de hele gemeente.",
                "Open een dossier bij Casussen: zonder reden gaat het niet open. Zeg waarom je het nodig hebt.",
                profession="civil_servant",
                roles=("team_lead",),
            ),
            Persona(
                "wilma",
                "Wilma Kok",
                "Behandelaar klachten en bezwaren",
                "Behandelt klachten en bezwaren over de geboden ondersteuning.",
                "Kijk bij Casussen: die lijst is leeg zolang aan jou geen klacht of bezwaar is toegewezen.",
                roles=("complaints_handler", "objections_handler"),
            ),
            _veilig_thuis("lotte", "Lotte Schouten", "Amsterdam-Amstelland", WITH_PLACE),
            _privacy_officer("paul", "Paul de Boer"),
            _administrator("monique", "Monique Zwart"),
        )
    ),
    "sittard-geleen": Cast(
        (
            Persona(
                "nicole",
                "Nicole Janssen",
                "Consulent Wmo",
                "Professional in het cluster Sociale Zaken.",
                f"{SHOW} Je vraagt hier niet bij alles toestemming: het scherm zegt op welke taak je steunt.",
                team="Cluster Sociale Zaken",
                involved=True,
                profession="civil_servant",
            ),
            Persona(
                "bart",
                "Bart Hendriks",
                "Jongerenconsulent",
                "Professional in hetzelfde cluster, werkt met jongeren en hun gezin.",
                "Open het gesprek met een kind van 13 en zie wie er beslist nu het beleid daarover zwijgt.",
                team="Cluster Sociale Zaken",
                involved=True,
                profession="civil_servant",
            ),
            Persona(
                "chantal",
                "Chantal Peeters",
                "Klantmanager participatie",
                "Zit in hetzelfde cluster, maar is bij geen van de cliënten betrokken.",
                "Kijk bij Casussen: die lijst is leeg. Je kunt een collega iets vragen, maar niet in haar dossiers kijken.",
                team="Cluster Sociale Zaken",
                profession="civil_servant",
            ),
            Persona(
                "ruud",
                "Ruud Geurts",
                "Procesregisseur",
                "Voert de regie waar veel hulpverleners bij één gezin komen.",
                "Kijk bij Plannen en open het gezinsplan. Een regisseur ziet het plan, niet het dossier.",
                profession="civil_servant",
                roles=("director",),
            ),
            Persona(
                "hilde",
                "Hilde Claessens",
                "Teammanager Sociale Zaken",
                "Leidt het cluster. Het beleid geeft haar geen eigen plaats, dus de wet beslist.",
                "Kijk bij Casussen: die lijst is leeg. De wet vraagt dat je zelf direct betrokken bent.",
                team="Cluster Sociale Zaken",
                lead=True,
                profession="civil_servant",
            ),
            Persona(
                "aisha",
                "Aisha Bouali",
                "Klachtenbehandelaar",
                "Behandelt klachten van inwoners.",
                "Kijk bij Casussen: die lijst is leeg. Het beleid geeft een klachtenbehandelaar geen plaats, dus de wet beslist.",
                roles=("complaints_handler",),
            ),
            _veilig_thuis("maud", "Maud Vossen", "Zuid-Limburg", WITHOUT_PLACE),
            _privacy_officer("frans", "Frans Hermans"),
            _administrator("ilse", "Ilse Meijers", "Functioneel beheerder Sociale Zaken"),
        )
    ),
    "leiden": Cast(
        (
            Persona(
                "eva",
                "Eva van der Meer",
                "SWT'er Leiden-Noord",
                "Lid van het Sociaal Wijkteam, direct betrokken bij haar cliënten.",
                f"{SHOW} In Leiden vraag je alleen toestemming voor bijzondere gegevens.",
                team="Sociaal Wijkteam Noord",
                involved=True,
                profession="care_provider",
            ),
            Persona(
                "samir",
                "Samir Haddad",
                "SWT'er Leiden-Noord",
                "Lid van hetzelfde wijkteam, werkt met gezinnen.",
                "Open het gesprek met een kind van 13: het kind en een ouder beslissen samen.",
                team="Sociaal Wijkteam Noord",
                involved=True,
                profession="care_provider",
            ),
            Persona(
                "lies",
                "Lies Kroon",
                "SWT'er Leiden-Noord",
                "Zit in hetzelfde wijkteam, maar is bij geen van de cliënten betrokken.",
                "Kijk bij Casussen: die lijst is leeg. Artikel 11 vraagt dat je direct betrokken bent.",
                team="Sociaal Wijkteam Noord",
                profession="care_provider",
            ),
            Persona(
                "thomas",
                "Thomas Verbeek",
                "Teamcoach Sociaal Wijkteam Noord",
                "Leidt het wijkteam; met hem wordt overlegd voordat gegevens zonder toestemming worden gedeeld.",
                "Open een dossier van je team bij Casussen. Zeg waarom je het nodig hebt.",
                team="Sociaal Wijkteam Noord",
                lead=True,
                profession="care_provider",
            ),
            Persona(
                "gerda",
                "Gerda Prins",
                "Klachtenbehandelaar",
                "Behandelt klachten over de geboden ondersteuning, geen bezwaren.",
                "Kijk bij Casussen: die lijst is leeg zolang aan jou geen klacht is toegewezen.",
                roles=("complaints_handler",),
            ),
            _veilig_thuis("nadia", "Nadia Rahimi", "Hollands Midden", WITHOUT_PLACE),
            _privacy_officer("wouter", "Wouter de Graaf"),
            _administrator("esther", "Esther Molenaar", "Beheerder"),
        )
    ),
    "opsterland": Cast(
        (
            Persona(
                "sietske",
                "Sietske de Vries",
                "Medewerker gebiedsteam",
                "Lid van het gebiedsteam, voert gesprekken aan de keukentafel.",
                f"{SHOW} Opsterland wil dat je het vertelt én op papier achterlaat.",
                team="Gebiedsteam Gorredijk",
                involved=True,
                profession="civil_servant",
            ),
            Persona(
                "wytse",
                "Wytse Hoekstra",
                "Jeugd- en gezinswerker",
                "Lid van hetzelfde gebiedsteam, werkt met gezinnen.",
                "Open het gesprek met een kind van 13: het kind en een ouder beslissen samen.",
                team="Gebiedsteam Gorredijk",
                involved=True,
                profession="care_provider",
            ),
            Persona(
                "tineke",
                "Tineke Bosma",
                "Medewerker gebiedsteam",
                "Zit in hetzelfde gebiedsteam, maar is bij geen van de cliënten betrokken.",
                "Open bij Casussen een dossier van een teamgenoot: hier kan dat, als je zegt waarom het nodig is.",
                team="Gebiedsteam Gorredijk",
                profession="civil_servant",
            ),
            Persona(
                "douwe",
                "Douwe van der Wal",
                "Leidinggevende gebiedsteam",
                "Leidt het gebiedsteam en is volgens het protocol ook de beheerder ervan.",
                "Open een dossier van je team. Je eigen rechten wijzigen lukt niet: dat doet een ander.",
                team="Gebiedsteam Gorredijk",
                lead=True,
                profession="civil_servant",
            ),
            Persona(
                "joke",
                "Joke Veenstra",
                "Klachtenbehandelaar",
                "Behandelt klachten van inwoners.",
                "Kijk bij Casussen: die lijst is leeg. Artikel 12 laat alleen het gebiedsteam zelf toe.",
                roles=("complaints_handler",),
            ),
            _veilig_thuis("femke", "Femke Terpstra", "Friesland", WITHOUT_PLACE),
            _privacy_officer("klaas", "Klaas Hiemstra"),
            _administrator("aaltje", "Aaltje Jongsma"),
        )
    ),
}
