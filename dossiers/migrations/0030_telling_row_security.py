"""Duties to tell the client belong to their municipality. What is to be told never changes, nor what was told or each step."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from privacy_domain.tenancy.rls import destroyed_only, isolate

FIXED = (
    *("dossier_id", "after", "source_kind", "source_id", "recipient", "what", "why", "occurred_on"),
    *("protocol_version", "citations", "responsible_id", "arisen_at"),
)
NEW, OLD = (", ".join(f"{row}.{column}" for column in FIXED) for row in ("new", "old"))

KEEP = f"""
create function keep_telling() returns trigger language plpgsql as $$
begin
    if old.state in ('told', 'lapsed') then
        raise exception 'what was told never changes' using errcode = 'insufficient_privilege';
    end if;
    if row({NEW}) is distinct from row({OLD}) then
        raise exception 'what is to be told never changes' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger keep_telling before update on dossiers_telling for each row execute function keep_telling();
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0029_telling")]

    operations = [
        isolate("dossiers_telling"),
        isolate("dossiers_tellingstep"),
        RunSQL(sql=KEEP, reverse_sql="drop trigger keep_telling on dossiers_telling; drop function keep_telling()"),
        RunSQL(
            sql="revoke truncate on dossiers_telling from pd_app, pd_worker; revoke update, truncate on dossiers_tellingstep from pd_app, pd_worker",
            reverse_sql=(
                "grant truncate on dossiers_telling to pd_app, pd_worker; grant update, truncate on dossiers_tellingstep to pd_app, pd_worker"
            ),
        ),
        destroyed_only("dossiers_telling"),
        destroyed_only("dossiers_tellingstep"),
    ]
