"""The vocabulary of the rights desk: what is asked, by whom, how it came in, where it stands."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestKind(models.TextChoices):
    """What a data subject asks; the codes are the rights of the engine."""

    INFORMATION = "information", _("information about what is kept")
    ACCESS = "access", _("to see his data")
    COPY = "copy", _("a copy of his data")
    RECTIFICATION = "rectification", _("correction")
    SUPPLEMENT = "supplement", _("supplement")
    ERASURE = "erasure", _("removal")
    RESTRICTION = "restriction", _("shielding")
    OWN_STATEMENT = "own_statement", _("adding his own statement")
    DESTRUCTION = "destruction", _("destruction")
    OBJECTION = "objection", _("objection to processing")


class Received(models.TextChoices):
    """How a request came in. The form is free: a request by telephone is one too (AVG 12)."""

    TABLE = "table", _("at the table")
    TELEPHONE = "telephone", _("by telephone")
    PAPER = "paper", _("by post or on paper")
    MAIL = "mail", _("by e-mail or form")


class Requester(models.TextChoices):
    """Who asks: the data subject, or somebody for him. The kinds between are those of the rules on representatives."""

    SELF = "self", _("the person himself")
    LEGAL = "legal", _("legal representative")
    SPOUSE = "spouse", _("spouse or partner")
    PARENT = "parent", _("parent without authority")
    SIBLING = "sibling", _("adult brother or sister")
    CHILD = "child", _("adult son or daughter")
    AUTHORISED = "authorised", _("somebody with a written authority")


class RequestState(models.TextChoices):
    """A request: received, in hand once it is sure who asks, decided, and closed when everything that follows was done. It can end
    without a decision when it is withdrawn or when it never becomes sure who asks."""

    RECEIVED = "received", _("received")
    RUNNING = "running", _("in hand")
    DECIDED = "decided", _("decided")
    CLOSED = "closed", _("closed")
    ENDED = "ended", _("ended without a decision")


REQUEST_TRANSITIONS: dict[RequestState, frozenset[RequestState]] = {
    RequestState.RECEIVED: frozenset({RequestState.RUNNING, RequestState.ENDED}),
    RequestState.RUNNING: frozenset({RequestState.DECIDED, RequestState.ENDED}),
    RequestState.DECIDED: frozenset({RequestState.CLOSED}),
    RequestState.CLOSED: frozenset(),
    RequestState.ENDED: frozenset(),
}

AWAITING_DECISION = (RequestState.RECEIVED, RequestState.RUNNING)
OPEN = (*AWAITING_DECISION, RequestState.DECIDED)


class Identification(models.TextChoices):
    """How it became sure who asks. No copy of a document is kept."""

    DOCUMENT = "document", _("showed an identity document")
    KNOWN = "known", _("is known to me in person")
    CALLED_BACK = "called_back", _("called back on the number that we had")
    QUESTIONS = "questions", _("answered questions that only this person can answer")


class Ending(models.TextChoices):
    """Why a request ends without a decision."""

    WITHDRAWN = "withdrawn", _("who asked took it back")
    NOT_IDENTIFIED = "not_identified", _("it did not become sure who asks, though that was asked for")


class Deadline(models.TextChoices):
    """What a last day is for: the decision, or carrying it out."""

    DECIDE = "decide", _("decide")
    EXECUTE = "execute", _("carry out")


class ExtensionReason(models.TextChoices):
    """Why the term is extended, once (AVG 12 lid 3)."""

    COMPLEX = "complex", _("the request is complex")
    NUMBER = "number", _("this person has several requests")


class Lateness(models.TextChoices):
    """Why the last day was not met."""

    WORKLOAD = "workload", _("not enough people")
    SEARCH = "search", _("the data were hard to find")
    ADVICE = "advice", _("waited for advice")
    OVERLOOKED = "overlooked", _("overlooked")
    OTHER = "other", _("something else")


class Recipient(models.TextChoices):
    """Whom a reminder is for."""

    HANDLER = "handler", _("who handles it")
    LEAD = "lead", _("team leader")
    PRIVACY_OFFICER = "privacy_officer", _("privacy officer")


# days before a last day, and who is reminded then: the nearer the day, the more of them
REMINDERS: dict[int, tuple[Recipient, ...]] = {
    14: (Recipient.HANDLER,),
    7: (Recipient.HANDLER, Recipient.LEAD),
    2: (Recipient.HANDLER, Recipient.LEAD, Recipient.PRIVACY_OFFICER),
    0: (Recipient.HANDLER, Recipient.LEAD, Recipient.PRIVACY_OFFICER),
}


class CaseKind(models.TextChoices):
    """What somebody can do who is not content. Leek's second request is no objection; the law knows an objection everywhere."""

    COMPLAINT = "complaint", _("complaint")
    SECOND_REQUEST = "second_request", _("request to the college after a refusal")
    OBJECTION = "objection", _("objection")


class CaseTarget(models.TextChoices):
    """Against whom: what another organisation did is handled there."""

    MUNICIPALITY = "municipality", _("the municipality")
    OTHER = "other", _("another organisation")


class CaseState(models.TextChoices):
    """A case: received, in the hands of somebody, ended. A complaint that goes to its next stage waits for somebody again."""

    RECEIVED = "received", _("waits for somebody to handle it")
    RUNNING = "running", _("being handled")
    ENDED = "ended", _("ended")


CASE_TRANSITIONS: dict[CaseState, frozenset[CaseState]] = {
    CaseState.RECEIVED: frozenset({CaseState.RUNNING, CaseState.ENDED}),
    CaseState.RUNNING: frozenset({CaseState.RECEIVED, CaseState.RUNNING, CaseState.ENDED}),
    CaseState.ENDED: frozenset(),
}


class CaseOutcome(models.TextChoices):
    """How a case ended."""

    SETTLED = "settled", _("settled to the person's satisfaction")
    FOUNDED = "founded", _("well founded")
    PARTLY = "partly", _("partly well founded")
    UNFOUNDED = "unfounded", _("not well founded")
    INADMISSIBLE = "inadmissible", _("came too late")
    PASSED_ON = "passed_on", _("passed on to where it belongs")
    WITHDRAWN = "withdrawn", _("taken back")


# these judge, and nobody judges without offering to hear the person (awb art. 7:2 and 9:10)
JUDGEMENTS = frozenset({CaseOutcome.FOUNDED, CaseOutcome.PARTLY, CaseOutcome.UNFOUNDED})
# these judge nothing, and need nobody who handles it
WITHOUT_HANDLER = frozenset({CaseOutcome.WITHDRAWN, CaseOutcome.PASSED_ON})


class CaseStepKind(models.TextChoices):
    """What is done in a case."""

    ACKNOWLEDGED = "acknowledged", _("receipt confirmed")
    ASSIGNED = "assigned", _("given to somebody")
    TALK = "talk", _("talked with the person")
    MEDIATION = "mediation", _("mediation")
    HEARING = "hearing", _("heard")
    NOT_HEARD = "not_heard", _("did not want to be heard")
    ADJOURNED = "adjourned", _("adjourned")
    STAGE = "stage", _("on to the next stage")


class SearchedIn(models.TextChoices):
    """Where data are looked for."""

    OWN = "own", _("the person's own dossier")
    OTHER = "other", _("a dossier in which the person may be named")
    BESIDE = "beside", _("outside the dossiers")


class Found(models.TextChoices):
    """What somebody who looked found."""

    GATHERED = "gathered", _("gathered")
    NOTHING = "nothing", _("nothing here")


class PackageState(models.TextChoices):
    """An access package: being made, made, read by somebody else, agreed to, handed over. When something is marked or has to change
    it is made anew; what was handed over stays as it is."""

    BUILDING = "building", _("being made")
    FAILED = "failed", _("could not be made")
    MADE = "made", _("made")
    READING = "reading", _("with the second reader")
    REVISE = "revise", _("has to be made again")
    AGREED = "agreed", _("the second reader agrees")
    HANDED = "handed", _("handed over")


PACKAGE_TRANSITIONS: dict[PackageState, frozenset[PackageState]] = {
    PackageState.BUILDING: frozenset({PackageState.MADE, PackageState.FAILED}),
    PackageState.FAILED: frozenset({PackageState.BUILDING}),
    PackageState.MADE: frozenset({PackageState.READING, PackageState.REVISE, PackageState.BUILDING}),
    PackageState.READING: frozenset({PackageState.AGREED, PackageState.REVISE, PackageState.BUILDING}),
    PackageState.REVISE: frozenset({PackageState.BUILDING}),
    PackageState.AGREED: frozenset({PackageState.HANDED, PackageState.REVISE, PackageState.BUILDING}),
    PackageState.HANDED: frozenset(),
}


class FileKind(models.TextChoices):
    """What a file of a package is."""

    DATA = "data", _("for a computer")
    DOCUMENT = "document", _("to read")
    COPY = "copy", _("copy of a document")


class HandedHow(models.TextChoices):
    """How a package reached the person."""

    TABLE = "handed", _("handed over")
    POST = "post", _("by post")
    SECURE_MAIL = "secure_mail", _("by secure mail")


class DecisionState(models.TextChoices):
    """A decision on a request: prepared part by part, put to who signs, signed, and sent. Until it was sent it can be taken back."""

    DRAFT = "draft", _("being prepared")
    PROPOSED = "proposed", _("waits for a signature")
    SIGNED = "signed", _("signed, to be sent")
    SENT = "sent", _("sent")
    TAKEN_BACK = "taken_back", _("taken back")


DECISION_TRANSITIONS: dict[DecisionState, frozenset[DecisionState]] = {
    DecisionState.DRAFT: frozenset({DecisionState.PROPOSED, DecisionState.SIGNED, DecisionState.TAKEN_BACK}),
    DecisionState.PROPOSED: frozenset({DecisionState.DRAFT, DecisionState.SIGNED, DecisionState.TAKEN_BACK}),
    DecisionState.SIGNED: frozenset({DecisionState.SENT, DecisionState.TAKEN_BACK}),
    DecisionState.SENT: frozenset(),
    DecisionState.TAKEN_BACK: frozenset(),
}


class DecisionOutcome(models.TextChoices):
    """How it was decided. What is not ours to decide is passed on (awb art. 2:3)."""

    GRANTED = "granted", _("granted")
    PARTLY = "partly", _("partly granted")
    REFUSED = "refused", _("refused")
    PASSED_ON = "passed_on", _("passed on to where it belongs")


# after these something is left to be carried out
TO_CARRY_OUT = frozenset({DecisionOutcome.GRANTED, DecisionOutcome.PARTLY})


class DecisionAuthority(models.TextChoices):
    """Under whose authority it was decided."""

    PROFESSIONAL = "professional", _("as professional")
    MANDATE = "mandate", _("for the college, by mandate")


class MandateAct(models.TextChoices):
    """What a mandate is for."""

    REQUESTS = "requests", _("deciding on requests about data")


class ExecutionAct(models.TextChoices):
    """What carrying out comes to."""

    CORRECT = "correct", _("correct it")
    SUPPLEMENT = "supplement", _("supplement it")
    STATEMENT = "statement", _("add the person's own statement")
    SHIELD = "shield", _("shield it")
    DESTROY = "destroy", _("destroy it")


# what a request comes to when it is granted; the others end with the package that the person gets
EXECUTED_BY: dict[RequestKind, ExecutionAct] = {
    RequestKind.RECTIFICATION: ExecutionAct.CORRECT,
    RequestKind.SUPPLEMENT: ExecutionAct.SUPPLEMENT,
    RequestKind.OWN_STATEMENT: ExecutionAct.STATEMENT,
    RequestKind.RESTRICTION: ExecutionAct.SHIELD,
    RequestKind.OBJECTION: ExecutionAct.SHIELD,
    RequestKind.ERASURE: ExecutionAct.DESTROY,
    RequestKind.DESTRUCTION: ExecutionAct.DESTROY,
}

# of these whoever received the data hears nothing: nothing that he has is different
NOT_NOTIFIED = frozenset({ExecutionAct.STATEMENT})


class StepState(models.TextChoices):
    """Something that has to be done, was done, or turned out not to be possible any more."""

    TODO = "todo", _("to do")
    DONE = "done", _("done")
    WAIVED = "waived", _("not possible any more")


STEP_TRANSITIONS: dict[StepState, frozenset[StepState]] = {
    StepState.TODO: frozenset({StepState.DONE, StepState.WAIVED}),
    StepState.DONE: frozenset(),
    StepState.WAIVED: frozenset(),
}


class NoticeState(models.TextChoices):
    """A recipient who has to be told, was told, or is not told for a reason."""

    DUE = "due", _("has to be told")
    SENT = "sent", _("was told by letter")
    WAIVED = "waived", _("is not told")


NOTICE_TRANSITIONS: dict[NoticeState, frozenset[NoticeState]] = {
    NoticeState.DUE: frozenset({NoticeState.SENT, NoticeState.WAIVED}),
    NoticeState.SENT: frozenset(),
    NoticeState.WAIVED: frozenset(),
}
