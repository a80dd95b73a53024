"""What was never removed goes when its own term is over, and by no other delete; a closed report can then lose its words."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from privacy_domain.tenancy.rls import tidied_only

TABLES = (
    "access_ground",
    "access_marker",
    "access_exclusion",
    "access_openingreason",
    "access_acknowledgement",
    "access_roleassignment",
    "access_membership",
    "access_breach",
    "access_breachstep",
    "access_breachaffected",
)
# whose account was closed before the day was kept: counted from today
_CLOSED = """
alter table access_user no force row level security;
update access_user set deactivated_at = now() where not is_active and deactivated_at is null;
alter table access_user force row level security;
"""
_WORDS = """
create or replace function access_breach_is_closed() returns trigger language plpgsql as $body$
begin
    if current_setting('app.tidying', true) is not distinct from tg_table_name::text then
        return new;
    end if;
    if tg_table_name = 'access_breach' then
        if old.state = 'closed' then
            raise exception 'a closed breach does not change' using errcode = 'integrity_constraint_violation';
        end if;
    elsif exists (select from access_breach where id = new.breach_id and state = 'closed') then
        raise exception 'a closed breach does not change' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $body$;
create function access_breachstep_words() returns trigger language plpgsql as $body$
begin
    if current_setting('app.tidying', true) is distinct from tg_table_name::text then
        raise exception 'a step does not change' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $body$;
create trigger breach_step_words before update on access_breachstep for each row execute function access_breachstep_words();
grant update (text) on access_breachstep to pd_app, pd_worker;
"""
_WORDS_BACK = """
revoke update (text) on access_breachstep from pd_app, pd_worker;
drop trigger breach_step_words on access_breachstep;
drop function access_breachstep_words();
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0009_account_closed")]

    operations = [
        *(tidied_only(table) for table in TABLES),
        RunSQL(sql=_CLOSED, reverse_sql=RunSQL.noop),
        RunSQL(sql=_WORDS, reverse_sql=_WORDS_BACK),
    ]
