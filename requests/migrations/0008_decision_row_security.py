"""Decisions, their parts and mandates belong to their municipality; what was sent is never changed; a mandate goes with its own term."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from privacy_domain.tenancy.rls import isolate, tidied_only

# what was sent says for good what it says: only the key of the person takes it away
_SENT = """
create function subject_requests_decision_is_sent() returns trigger language plpgsql as $body$
begin
    if old.state = 'sent' or old.state = 'taken_back' then
        raise exception 'a decision that was sent or taken back does not change' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $body$;
create trigger decision_is_sent before update on subject_requests_decision
    for each row execute function subject_requests_decision_is_sent();
"""
_SENT_BACK = """
drop trigger decision_is_sent on subject_requests_decision;
drop function subject_requests_decision_is_sent();
"""


class Migration(migrations.Migration):
    dependencies = [("subject_requests", "0007_decision")]

    operations = [
        isolate("subject_requests_decision"),
        isolate("subject_requests_decisionpart"),
        isolate("subject_requests_mandate"),
        tidied_only("subject_requests_mandate"),
        RunSQL(sql=_SENT, reverse_sql=_SENT_BACK),
    ]
