"""Breaches belong to their municipality. What was reported and done is never removed, and a closed one never changes."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from privacy_domain.tenancy.rls import isolate

_LOCK = """
create function access_breach_is_closed() returns trigger language plpgsql as $body$
begin
    if tg_table_name = 'access_breach' then
        if old.state = 'closed' then
            raise exception 'a closed breach does not change' using errcode = 'integrity_constraint_violation';
        end if;
    elsif exists (select from access_breach where id = new.breach_id and state = 'closed') then
        raise exception 'a closed breach does not change' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $body$;
create trigger breach_closed before update on access_breach for each row execute function access_breach_is_closed();
create trigger breach_step_closed before insert on access_breachstep for each row execute function access_breach_is_closed();
create trigger breach_affected_closed before insert on access_breachaffected for each row execute function access_breach_is_closed();
"""
_UNLOCK = """
drop trigger breach_affected_closed on access_breachaffected;
drop trigger breach_step_closed on access_breachstep;
drop trigger breach_closed on access_breach;
drop function access_breach_is_closed();
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0007_breach")]

    operations = [
        isolate("access_breach"),
        isolate("access_breachstep"),
        isolate("access_breachaffected"),
        RunSQL(
            sql="revoke delete, truncate on access_breach, access_breachstep, access_breachaffected from pd_app, pd_worker",
            reverse_sql="grant delete on access_breach, access_breachstep, access_breachaffected to pd_app, pd_worker",
        ),
        RunSQL(
            sql="revoke update on access_breachstep, access_breachaffected from pd_app, pd_worker",
            reverse_sql="grant update on access_breachstep, access_breachaffected to pd_app, pd_worker",
        ),
        RunSQL(sql=_LOCK, reverse_sql=_UNLOCK),
    ]
