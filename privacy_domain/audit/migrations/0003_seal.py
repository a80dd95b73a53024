"""Seals of the audit log, one chain per municipality, and the lists of lines that each seal covers: append-only like the log."""

from __future__ import annotations

from django.db import migrations

# makes the months of every table that has them; the bounds are moments in UTC, whatever time zone the session has
MONTHS = """
create or replace function ensure_audit_partitions(first date, months integer) returns setof text
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '5s' set timezone = 'UTC' as $$
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
        foreach parent in array array[%s] loop
            name := parent || to_char(start, '_YYYY_MM');
            continue when to_regclass('public.' || name) is not null;
            begin
                execute format('create table public.%%I partition of public.%%I for values from (%%L) to (%%L)',
                    name, parent, start at time zone 'UTC', (start + interval '1 month') at time zone 'UTC');
                perform public.protect_audit_table(('public.' || name)::regclass);
                return next name;
            exception when check_violation then
                null;  -- lines of this month stand in the default partition already, and stay there
            end;
        end loop;
    end loop;
end $$;
"""

CREATE = """
-- one segment of the log: the lines that the sealer found not sealed yet, of one month (UTC), at most a thousand.
-- `number` counts per municipality without gaps: that, and not time, is the order of the chain.
create table audit_seal (
    municipality_id uuid not null,
    number bigint not null check (number > 0),
    algorithm smallint not null,
    month date not null,
    first_id uuid not null,
    first_at timestamptz not null,
    last_id uuid not null,
    last_at timestamptz not null,
    lines integer not null check (lines between 1 and 1000),
    content bytea not null check (length(content) = 32),
    previous bytea not null check (length(previous) = 32),
    sealed_at timestamptz not null,
    hash bytea not null check (length(hash) = 32),
    primary key (municipality_id, number)
);
create index audit_seal_month on audit_seal (municipality_id, month);

-- which lines, in which order, with the hash of each: so that a fault can be named. Goes with its month; the seal stays.
create table audit_manifest (
    municipality_id uuid not null,
    number bigint not null,
    month date not null,
    last_at timestamptz not null,
    ids uuid[] not null,
    digests bytea[] not null,
    primary key (municipality_id, number, month)
) partition by range (month);
create index audit_manifest_moment on audit_manifest (municipality_id, last_at);

create table audit_manifest_default partition of audit_manifest default;
select protect_audit_table('audit_seal'), protect_audit_table('audit_manifest'), protect_audit_table('audit_manifest_default');
grant select, insert on audit_seal, audit_manifest to pd_app, pd_worker;
grant select on audit_seal, audit_manifest to pd_audit_reader;

-- a period of one municipality: what the sealer looks back over, what a batch of seals covers
create index audit_event_moment on audit_event (municipality_id, at);

-- the months that are there get their lists too
select ensure_audit_partitions(to_date(right(c.relname, 7), 'YYYY_MM'), 1)
from pg_inherits i join pg_class c on c.oid = i.inhrelid
where i.inhparent = 'audit_event'::regclass and c.relname ~ '_[0-9]{4}_[0-9]{2}$';
"""

REMOVE = """
drop index audit_event_moment;
drop table audit_manifest;
drop table audit_seal;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_log")]

    operations = [
        migrations.RunSQL(MONTHS % "'audit_event', 'audit_shown', 'audit_manifest'", MONTHS % "'audit_event', 'audit_shown'"),
        migrations.RunSQL(CREATE, REMOVE),
    ]
