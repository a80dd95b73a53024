"""Tables of this floor."""

from dossiers.models.dossier import Dossier, DossierRow, Involvement
from dossiers.models.talk import Draft, Participant, PartnerChoice, Talk

__all__ = ["Dossier", "DossierRow", "Draft", "Involvement", "Participant", "PartnerChoice", "Talk"]
