"""Tables of this floor."""

from dossiers.models.authorisation import Authorisation, DossierUserObjectPermission
from dossiers.models.dossier import Dossier, DossierRow, Involvement
from dossiers.models.talk import Draft, Participant, PartnerChoice, Talk

__all__ = [
    "Authorisation",
    "Dossier",
    "DossierRow",
    "DossierUserObjectPermission",
    "Draft",
    "Involvement",
    "Participant",
    "PartnerChoice",
    "Talk",
]
