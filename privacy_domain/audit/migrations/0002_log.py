"""The table of the audit log: partitioned by month, append-only by rights and by trigger, isolated by municipality."""

from __future__ import annotations

from django.db import migrations

CREATE = """
create table audit_event (
    id uuid not null,
    at timestamptz not null,
    municipality_id uuid not null,
    event text not null check (event ~ '^[a-z][a-z0-9_]*(:[a-z][a-z0-9_]*){2}$'),
    actor_id uuid,
    actor_name text not null,
    role text not null,
    on_behalf_of uuid,
    subject_kind text not null,
    subject_id uuid,
    person_id uuid,
    dossier_id uuid,
    object_ids uuid[] not null,
    fields text[] not null,
    purpose text not null,
    reason text not null,
    outcome text not null check (outcome in ('done', 'refused', 'failed', 'looked')),
    protocol_version text not null,
    decision jsonb,
    operation_id uuid not null,
    origin text not null,
    canonical bytea not null,
    primary key (id, at)
) partition by range (at);

create index audit_event_dossier on audit_event (municipality_id, dossier_id, at) where dossier_id is not null;
create index audit_event_person on audit_event (municipality_id, person_id, at) where person_id is not null;
create index audit_event_actor on audit_event (municipality_id, actor_id, at);
create index audit_event_lists on audit_event (municipality_id, actor_id, at) where object_ids <> '{}';

-- which day which account saw a thing in a list: leads to those lines without reading the month's lists through. An index on
-- the array itself would do, were it used under row-level security. May hold a row twice; leads to nothing that is not there.
create table audit_shown (
    municipality_id uuid not null,
    object_id uuid not null,
    day date not null,
    actor_id uuid not null
) partition by range (day);

create index audit_shown_object on audit_shown (municipality_id, object_id, day, actor_id);

create function refuse_change_of_audit() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
end $$;

-- isolated and append-only. A partition is also a table by itself, closed to the application and protected in its own right.
-- The trigger fires per statement and not per row: also a statement that would touch no row is an attempt.
create function protect_audit_table(name regclass) returns void language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    execute format('revoke all on %s from pd_app, pd_worker', name);
    execute format('alter table %s enable row level security', name);
    execute format('alter table %s force row level security', name);
    execute format($policy$create policy municipality on %s
        using (municipality_id = nullif(current_setting('app.municipality', true), '')::uuid)
        with check (municipality_id = nullif(current_setting('app.municipality', true), '')::uuid)$policy$, name);
    execute format('create trigger append_only before update or delete or truncate on %s
        for each statement execute function public.refuse_change_of_audit()', name);
    execute format('alter table %s enable always trigger append_only', name);
end $$;
revoke execute on function protect_audit_table(regclass) from public;

select protect_audit_table('audit_event'), protect_audit_table('audit_shown');
grant select, insert on audit_event, audit_shown to pd_app, pd_worker;
grant select on audit_event, audit_shown to pd_audit_reader;

-- runs as the owner, because only the owner makes tables; the application may call it and nothing else
create function ensure_audit_partitions(first date, months integer) returns setof text
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '5s' as $$
declare
    start timestamp;
    parent text;
    name text;
begin
    if months not between 1 and 60 then
        raise exception 'between 1 and 60 months' using errcode = 'invalid_parameter_value';
    end if;
    perform pg_advisory_xact_lock(hashtext('ensure_audit_partitions'));
    for month in 0 .. months - 1 loop
        start := date_trunc('month', first::timestamp) + make_interval(months => month);
        foreach parent in array array['audit_event', 'audit_shown'] loop
            name := parent || to_char(start, '_YYYY_MM');
            continue when to_regclass('public.' || name) is not null;
            begin
                execute format('create table public.%I partition of public.%I for values from (%L) to (%L)',
                    name, parent, start at time zone 'UTC', (start + interval '1 month') at time zone 'UTC');
                perform public.protect_audit_table(('public.' || name)::regclass);
                return next name;
            exception when check_violation then
                null;  -- lines of this month stand in the default partition already, and stay there
            end;
        end loop;
    end loop;
end $$;
revoke execute on function ensure_audit_partitions(date, integer) from public;
grant execute on function ensure_audit_partitions(date, integer) to pd_app, pd_worker;

create table audit_event_default partition of audit_event default;
create table audit_shown_default partition of audit_shown default;
select protect_audit_table('audit_event_default'), protect_audit_table('audit_shown_default');
select ensure_audit_partitions(current_date, 4);
"""

REMOVE = """
drop table audit_event;
drop table audit_shown;
drop function ensure_audit_partitions(date, integer);
drop function protect_audit_table(regclass);
drop function refuse_change_of_audit();
"""

# lines made outside every municipality (a command that registers one) are seen outside every municipality only
CONFIGURATION = """
alter table audit_configuration_entry enable row level security;
alter table audit_configuration_entry force row level security;
create policy municipality on audit_configuration_entry
    using (municipality_id is not distinct from nullif(current_setting('app.municipality', true), '')::uuid)
    with check (municipality_id is not distinct from nullif(current_setting('app.municipality', true), '')::uuid);
revoke all on audit_configuration_entry from pd_app, pd_worker;
grant select, insert on audit_configuration_entry to pd_app, pd_worker;
grant select on audit_configuration_entry to pd_audit_reader;
create trigger append_only before update or delete or truncate on audit_configuration_entry
    for each statement execute function refuse_change_of_audit();
alter table audit_configuration_entry enable always trigger append_only;
-- the library's own table stays empty: ours takes its place
revoke all on auditlog_logentry from pd_app, pd_worker;
"""

CONFIGURATION_BACK = """
drop trigger append_only on audit_configuration_entry;
drop policy municipality on audit_configuration_entry;
alter table audit_configuration_entry no force row level security;
alter table audit_configuration_entry disable row level security;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("auditlog", "0017_add_actor_email")]

    operations = [
        migrations.RunSQL(CREATE, REMOVE),
        migrations.RunSQL(CONFIGURATION, CONFIGURATION_BACK),
    ]
