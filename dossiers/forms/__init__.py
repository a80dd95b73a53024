"""Shapes in."""

from dossiers.forms.answers import AgreementForm, ExceptionForm, NotesForm, SaidByForm, SpecialForm, WithdrawForm
from dossiers.forms.rights import AuthoriseForm, DutyForm, ExcludeForm, LooksLetterForm, NumberForm, PeriodForm, ReviewForm, TakeOverForm
from dossiers.forms.sharing import AddPartnerForm, DescribePartnerForm, PartnerAnswerForm
from dossiers.forms.signing import PaperForm, RefuseForm, ScreenSignatureForm, SignersForm
from dossiers.forms.talk import ExplainForm, HandOverForm, PrepareForm, SeatFormSet

__all__ = [
    "AddPartnerForm",
    "AgreementForm",
    "AuthoriseForm",
    "DescribePartnerForm",
    "DutyForm",
    "ExceptionForm",
    "ExcludeForm",
    "ExplainForm",
    "HandOverForm",
    "LooksLetterForm",
    "NotesForm",
    "NumberForm",
    "PaperForm",
    "PartnerAnswerForm",
    "PeriodForm",
    "PrepareForm",
    "RefuseForm",
    "ReviewForm",
    "SaidByForm",
    "ScreenSignatureForm",
    "SeatFormSet",
    "SignersForm",
    "SpecialForm",
    "TakeOverForm",
    "WithdrawForm",
]
