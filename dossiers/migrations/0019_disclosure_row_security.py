"""Envelopes belong to their municipality. Sealed, they stand: the database itself refuses a change of what leaves, of what was
found and of what was decided, and a decision on one's own request."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from privacy_domain.tenancy.rls import isolate

SEALED = (
    *("dossier_id", "partner_id", "relation_id", "recipient_code", "occasion", "purpose", "necessity", "interest", "told_beforehand"),
    *("without_consent", "ground", "consent_ids", "agreement_id", "protocol_version", "citations", "content", "digest"),
    *("prepared_at", "prepared_by_id", "sealed_at", "sealed_by_id"),
)
NEW, OLD = (", ".join(f"{row}.{column}" for column in SEALED) for row in ("new", "old"))

DISCLOSURE = f"""
create function keep_sealed_disclosure() returns trigger language plpgsql as $$
begin
    if old.state in ('sent', 'withdrawn', 'not_shared') then
        raise exception 'what was sent or given up never changes' using errcode = 'insufficient_privilege';
    end if;
    if old.state in ('waiting', 'approved', 'refused') and row({NEW}) is distinct from row({OLD}) then
        raise exception 'a sealed envelope never changes' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger keep_sealed before update on dossiers_disclosure for each row execute function keep_sealed_disclosure();
"""

PARTS = """
create function keep_sealed_parts() returns trigger language plpgsql as $$
declare parent_state text;
begin
    select state into parent_state from dossiers_disclosure
    where id = case when tg_op = 'DELETE' then old.disclosure_id else new.disclosure_id end;
    if parent_state not in ('drafting', 'asked_back') then
        raise exception 'what is in a sealed envelope never changes' using errcode = 'insufficient_privilege';
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    return new;
end $$;
create trigger keep_sealed before insert or update or delete on dossiers_disclosureitem
    for each row execute function keep_sealed_parts();
create trigger keep_sealed before insert or update or delete on dossiers_disclosurefinding
    for each row execute function keep_sealed_parts();
"""

DECISIONS = """
create function check_consultation() returns trigger language plpgsql as $$
begin
    if not exists (
        select from dossiers_disclosure d
        where d.id = new.disclosure_id and d.digest = new.digest and new.requested_by_id = d.sealed_by_id
          and new.decided_by_id <> d.prepared_by_id and new.decided_by_id <> d.sealed_by_id
    ) then
        raise exception 'somebody else decides, on exactly what would leave' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger somebody_else before insert on dossiers_consultation for each row execute function check_consultation();
"""

REVOKED = (
    ("dossiers_disclosure", "delete, truncate"),
    ("dossiers_disclosurefinding", "delete, truncate"),
    ("dossiers_disclosureitem", "update, truncate"),
    ("dossiers_consultation", "update, delete, truncate"),
    ("dossiers_disclosureremark", "update, delete, truncate"),
)


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0018_disclosure")]

    operations = [
        *(isolate(table) for table, _ in REVOKED),
        RunSQL(
            sql=DISCLOSURE,
            reverse_sql="drop trigger keep_sealed on dossiers_disclosure; drop function keep_sealed_disclosure()",
        ),
        RunSQL(
            sql=PARTS,
            reverse_sql=(
                "drop trigger keep_sealed on dossiers_disclosureitem; drop trigger keep_sealed on dossiers_disclosurefinding;"
                "drop function keep_sealed_parts()"
            ),
        ),
        RunSQL(
            sql=DECISIONS,
            reverse_sql="drop trigger somebody_else on dossiers_consultation; drop function check_consultation()",
        ),
        *(
            RunSQL(sql=f"revoke {what} on {table} from pd_app, pd_worker", reverse_sql=f"grant {what} on {table} to pd_app, pd_worker")
            for table, what in REVOKED
        ),
    ]
