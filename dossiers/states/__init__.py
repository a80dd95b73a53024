"""Dossier and talk: their states, and the vocabulary of the talk."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DossierState(models.TextChoices):
    """A dossier is open, or closed; it is never deleted by hand. One that is being destroyed nobody sees any more."""

    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")
    GOING = "going", _("being destroyed")


class TalkState(models.TextChoices):
    """A talk is prepared, runs (also when it is resumed another day), and is finished with a receipt; or it stops before that,
    because it will not take place (any more)."""

    PREPARING = "preparing", _("in preparation")
    RUNNING = "running", _("in progress")
    FINISHED = "finished", _("finished")
    STOPPED = "stopped", _("stopped")


OPEN_TALKS = (TalkState.PREPARING, TalkState.RUNNING)


class ExclusionGround(models.TextChoices):
    """Why a colleague is kept away from a dossier."""

    CONFLICT = "conflict", _("conflict of interest: the colleague knows the client privately")
    CLIENT_WISH = "client_wish", _("the client does not want this colleague to see it")
    OTHER = "other", _("another reason")


class DutyState(models.TextChoices):
    """Access on a duty in law is asked, granted or refused, and ends on its last day or before."""

    ASKED = "asked", _("asked")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")
    ENDED = "ended", _("ended")


DOSSIER_TRANSITIONS: dict[DossierState, frozenset[DossierState]] = {
    DossierState.OPEN: frozenset({DossierState.CLOSED}),
    DossierState.CLOSED: frozenset({DossierState.OPEN, DossierState.GOING}),
    DossierState.GOING: frozenset(),
}

TALK_TRANSITIONS: dict[TalkState, frozenset[TalkState]] = {
    TalkState.PREPARING: frozenset({TalkState.RUNNING, TalkState.STOPPED}),
    TalkState.RUNNING: frozenset({TalkState.FINISHED, TalkState.STOPPED}),
    TalkState.FINISHED: frozenset(),
    TalkState.STOPPED: frozenset(),
}


class Step(models.TextChoices):
    """The steps of the talk, in the order of the task list. The value stands in addresses."""

    TABLE = "aan-tafel", _("Who is at the table?")
    EXPLAIN = "uitleg", _("Explain")
    WRITTEN = "schriftelijke-uitleg", _("Hand over the written information")
    AGREEMENT = "instemming", _("Ask agreement")
    SPECIAL = "bijzondere-gegevens", _("Special data")
    PARTNERS = "partners", _("With whom do we want to share?")
    NOTES = "hulpvraag", _("Help question and notes")
    CHECK = "controleren", _("Check together")
    SIGN = "tekenen", _("Sign")
    DONE = "klaar", _("Done")


class StepStatus(models.TextChoices):
    """Text statuses; what is done is plain, so that open work stands out."""

    DONE = "done", _("Done")
    BUSY = "busy", _("Started")
    TODO = "todo", _("To do")
    CANNOT_YET = "cannot_yet", _("Cannot start yet")
    NOT_NEEDED = "not_needed", _("Not needed")


class Capacity(models.TextChoices):
    """In which capacity somebody sits at the table."""

    CLIENT = "client", _("client")
    LEGAL = "legal", _("legal representative")
    SPOUSE = "spouse", _("spouse or partner")
    PARENT = "parent", _("parent")
    SIBLING = "sibling", _("brother or sister")
    CHILD = "child", _("child")
    NETWORK = "network", _("somebody from the network")
    INTERPRETER = "interpreter", _("interpreter")
    PROFESSIONAL = "professional", _("professional")
    OTHER = "other", _("somebody else")


class Origin(models.TextChoices):
    """How somebody came to the team."""

    SELF = "self", _("The client asks for help himself")
    REFERRED = "referred", _("A referrer registers the client")
    REPORTED = "reported", _("Somebody else reports that the client needs help")
    UNASKED = "unasked", _("The client does not ask, and urgently needs help")


class ReporterKind(models.TextChoices):
    """Who registered the client: a referrer as the protocol means it, or somebody else."""

    REFERRER = "referrer", _("referrer")
    OTHER = "other", _("other reporter")


class ReferralAgreement(models.TextChoices):
    """Whether the client agrees with being referred."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known")


class Threatened(models.TextChoices):
    """Whose safety is threatened (Leiden 8 lid 4, Opsterland 7 lid 2)."""

    CLIENT = "client", _("the client")
    FAMILY = "family", _("somebody of the family")
    REFERRER = "referrer", _("the referrer")
    TEAM = "team", _("somebody of the team")
    OTHERS = "others", _("somebody else")


class TriageKind(models.TextChoices):
    """What the triage found (Sittard-Geleen par. 2)."""

    SIMPLE = "simple", _("A simple question")
    MULTIPLE = "multiple", _("Perhaps several problems at once")


class RelationRole(models.TextChoices):
    """What somebody is to the client."""

    FAMILY = "family", _("family")
    NETWORK = "network", _("social network")
    PROFESSIONAL = "professional", _("professional")
    ORGANISATION = "organisation", _("organisation")


class Tie(models.TextChoices):
    """How the contact is, for the drawing of the network."""

    STRONG = "strong", _("strong")
    ORDINARY = "ordinary", _("ordinary")
    WEAK = "weak", _("weak")
    TENSE = "tense", _("tense")


class ItemKind(models.TextChoices):
    """What an item of the dossier is."""

    NOTE = "note", pgettext_lazy("kind of item", "note")
    CONTACT = "contact", _("contact")
    JUDGEMENT = "judgement", _("judgement")
    DOCUMENT = "document", _("document")
    PAPER = "paper", _("paper part")
    STATEMENT = "statement", _("own statement of the client")


class Carrier(models.TextChoices):
    """On what an item is carried: every form counts, also what is only on paper (Leiden 1 and 3 lid 2, Opsterland 3 lid 2)."""

    DIGITAL = "digital", _("typed here")
    FILE = "file", _("digital file")
    EMAIL = "email", _("e-mail")
    ORAL = "oral", _("told")
    PAPER = "paper", _("paper")
    PHOTO = "photo", _("photo")
    VIDEO = "video", _("video")
    AUDIO = "audio", _("sound recording")


CARRIERS: dict[ItemKind, tuple[Carrier, ...]] = {
    ItemKind.NOTE: (Carrier.DIGITAL,),
    ItemKind.CONTACT: (Carrier.ORAL, Carrier.EMAIL, Carrier.PAPER, Carrier.DIGITAL),
    ItemKind.JUDGEMENT: (Carrier.DIGITAL,),
    ItemKind.DOCUMENT: (Carrier.FILE, Carrier.PHOTO, Carrier.EMAIL),
    ItemKind.PAPER: (Carrier.PAPER, Carrier.VIDEO, Carrier.AUDIO),
    ItemKind.STATEMENT: (Carrier.ORAL, Carrier.PAPER, Carrier.EMAIL, Carrier.DIGITAL),
}
KEPT_ELSEWHERE = (Carrier.PAPER, Carrier.VIDEO, Carrier.AUDIO)  # only registered here, with the place where it is kept


class ItemSource(models.TextChoices):
    """From whom the content of an item comes."""

    CLIENT = "client", _("the client")
    OWN = "own", _("own observation")
    FAMILY = "family", _("family or network")
    REFERRER = "referrer", _("referrer")
    PROFESSIONAL = "professional", _("another professional or organisation")
    COLLEAGUE = "colleague", _("colleague of the municipality")
    OTHER = "other", _("somebody else")


class RecordGround(models.TextChoices):
    """On what recording an item rests: consent, one of the grounds in the law, or what the protocol itself opens."""

    CONSENT = "consent", _("agreement or consent of the client or his representative")
    LEGAL_DUTY = "legal_duty", _("duty in the law")
    VITAL_INTEREST = "vital_interest", _("vital interest")
    PUBLIC_TASK = "public_task", _("public task")
    LEGITIMATE_INTEREST = "legitimate_interest", _("legitimate interest, weighed against privacy")
    EXCEPTION = "exception", _("without consent, with a note")
    FREE = "free", _("the protocol asks no consent for this")
    RIGHT = "right", _("the client's right to add a statement")


DECIDING_AGES = (12, 16, 18)  # where who decides and signs changes (Leek and Landsmeer 12, Opsterland 22), and majority


class AgeTask(models.TextChoices):
    """Kinds of tasks that the clock of age and authority gives."""

    TWELVE = "age_12", _("Turned 12. Look who decides and signs from now on.")
    SIXTEEN = "age_16", _("Turned 16. Look who decides and signs from now on.")
    OF_AGE = "age_18", _("Turned 18 and is of age. Parents no longer act as parents. Look who decides and signs from now on.")
    ENDS = "representation_ends", _("A representation ends. Look who acts for the client after that day.")


class QuestionState(models.TextChoices):
    """Where a question to a colleague stands."""

    ASKED = "asked", _("asked")
    ANSWERED = "answered", _("answered")
    DECLINED = "declined", _("not answered")
    EXPIRED = "expired", _("expired")


QUESTION_TRANSITIONS: dict[QuestionState, frozenset[QuestionState]] = {
    QuestionState.ASKED: frozenset({QuestionState.ANSWERED, QuestionState.DECLINED, QuestionState.EXPIRED}),
    QuestionState.ANSWERED: frozenset(),
    QuestionState.DECLINED: frozenset(),
    QuestionState.EXPIRED: frozenset(),
}


class SharingBasis(models.TextChoices):
    """On what sharing inside rests: a task in the law first, the client's agreement only where that leaves too little room."""

    TASK = "task", _("a task or duty in the law")
    CONSENT = "consent", _("the agreement of the client")


class DeclineReason(models.TextChoices):
    """Why a colleague does not answer."""

    PURPOSE = "purpose", _("the purpose does not fit the purpose for which we recorded it")
    NOT_NEEDED = "not_needed", _("it is not needed now, or more than is needed")
    UNKNOWN = "unknown", _("I am not involved or know nothing about it")
    OTHER = "other", _("another reason")


class ClosingReason(models.TextChoices):
    """Why the support ended."""

    REACHED = "reached", _("the goals are reached")
    CLIENT_STOPS = "client_stops", _("the client does not want to go on")
    ELSEWHERE = "elsewhere", _("the support goes on with somebody else")
    MOVED = "moved", _("the client moved")
    DIED = "died", _("the client died")
    OTHER = "other", _("another reason")


class LifeEventKind(models.TextChoices):
    """What happened to the client that ends or changes the support."""

    DEATH = "death", _("death")
    MOVE = "move", _("move")


class PlanState(models.TextChoices):
    """A plan is carried out, or ended."""

    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")


class DirectionLevel(models.TextChoices):
    """On which level somebody directs (Sittard-Geleen par. 5)."""

    PROCESS = "process", _("process director")
    CASE = "case", _("case director")


class Performer(models.TextChoices):
    """Who carries out an activity."""

    TEAM = "team", _("somebody of the team")
    PARTNER = "partner", _("another organisation")
    CLIENT = "client", _("the client or the family")
    NETWORK = "network", _("the network of the client")


class EvaluationKind(models.TextChoices):
    """Why the plan is looked at again."""

    EVALUATION = "evaluation", _("evaluation")
    REEXAMINATION = "reexamination", _("re-examination")


class EvaluationState(models.TextChoices):
    """An evaluation is agreed, and held; or dropped because another day was agreed or the plan ended."""

    PLANNED = "planned", _("agreed")
    HELD = "held", _("held")
    DROPPED = "dropped", _("dropped")


class MeasurementState(models.TextChoices):
    """A measurement is being drawn up, finished, or given up without keeping its scores."""

    OPEN = "open", _("being drawn up")
    FINISHED = "finished", _("finished")
    DROPPED = "dropped", _("given up")


PLAN_TRANSITIONS: dict[PlanState, frozenset[PlanState]] = {
    PlanState.OPEN: frozenset({PlanState.CLOSED}),
    PlanState.CLOSED: frozenset(),
}

EVALUATION_TRANSITIONS: dict[EvaluationState, frozenset[EvaluationState]] = {
    EvaluationState.PLANNED: frozenset({EvaluationState.HELD, EvaluationState.DROPPED}),
    EvaluationState.HELD: frozenset(),
    EvaluationState.DROPPED: frozenset(),
}

MEASUREMENT_TRANSITIONS: dict[MeasurementState, frozenset[MeasurementState]] = {
    MeasurementState.OPEN: frozenset({MeasurementState.FINISHED, MeasurementState.DROPPED}),
    MeasurementState.FINISHED: frozenset(),
    MeasurementState.DROPPED: frozenset(),
}


class LifeArea(models.TextChoices):
    """Areas of life that an instrument of the municipality's own can have. Where a protocol names them, its own names count."""

    INCOME = "income", _("income and debts")
    WORK = "work", _("work and training")
    DAYTIME = "daytime_activity", _("daytime activity")
    HOUSING = "housing", _("housing")
    FAMILY = "family_relations", _("relations at home")
    MENTAL_HEALTH = "mental_health", _("mental health")
    PHYSICAL_HEALTH = "physical_health", _("physical health")
    ADDICTION = "addiction", _("use of drink or drugs")
    BASIC_ADL = "daily_living", _("looking after oneself")
    RUNNING_A_HOME = "household", _("running a household")
    NETWORK = "social_network", _("social network")
    PARTICIPATION = "participation", _("taking part in society")
    JUSTICE = "justice", _("justice")
    PARENTING = "parenting", _("bringing up children")


class DisclosureState(models.TextChoices):
    """An envelope is prepared, waits for the team leader where the protocol wants it, is approved, and leaves; or it does not."""

    DRAFTING = "drafting", _("being prepared")
    WAITING = "waiting", _("waits for consultation")
    ASKED_BACK = "asked_back", _("asked back")
    APPROVED = "approved", _("may be sent")
    REFUSED = "refused", _("not agreed")
    SENT = "sent", _("sent")
    WITHDRAWN = "withdrawn", _("taken back before it left")
    NOT_SHARED = "not_shared", _("deliberately not shared")


_OPEN = frozenset({DisclosureState.WAITING, DisclosureState.APPROVED, DisclosureState.WITHDRAWN, DisclosureState.NOT_SHARED})
DISCLOSURE_TRANSITIONS: dict[DisclosureState, frozenset[DisclosureState]] = {
    DisclosureState.DRAFTING: _OPEN,
    DisclosureState.WAITING: frozenset({DisclosureState.APPROVED, DisclosureState.REFUSED, DisclosureState.ASKED_BACK, DisclosureState.WITHDRAWN}),
    DisclosureState.ASKED_BACK: _OPEN,
    DisclosureState.APPROVED: frozenset({DisclosureState.SENT, DisclosureState.REFUSED, DisclosureState.WITHDRAWN}),
    DisclosureState.REFUSED: frozenset({DisclosureState.NOT_SHARED}),
    DisclosureState.SENT: frozenset(),
    DisclosureState.WITHDRAWN: frozenset(),
    DisclosureState.NOT_SHARED: frozenset(),
}
