"""Proposals and what they would change belong to their municipality. Nothing of a proposal changes once it was decided, and none goes."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from privacy_domain.tenancy.rls import isolate

_DECIDED_STAYS = """
create function adoption_proposal_decided_stays() returns trigger language plpgsql as $$
    begin
        if old.state in ('adopted', 'withdrawn') then
            raise exception 'a proposal that was decided stays as it is' using errcode = 'insufficient_privilege';
        end if;
        return new;
    end $$
"""


class Migration(migrations.Migration):
    dependencies = [("adoption", "0001_proposal")]

    operations = [
        isolate("adoption_proposal"),
        isolate("adoption_proposaleffect"),
        RunSQL(
            sql=[
                _DECIDED_STAYS,
                "create trigger decided_stays before update on adoption_proposal for each row execute function adoption_proposal_decided_stays()",
                "revoke delete, truncate on adoption_proposal from pd_app, pd_worker",
            ],
            reverse_sql=[
                "grant delete, truncate on adoption_proposal to pd_app, pd_worker",
                "drop trigger decided_stays on adoption_proposal",
                "drop function adoption_proposal_decided_stays()",
            ],
        ),
    ]
