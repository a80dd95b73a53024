"""What names an item inside a sealed envelope goes with the item, and in no other way; what left stays, as it was sealed."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from privacy_domain.tenancy.rls import DESTROYING

KEEP = """
create or replace function keep_sealed_parts() returns trigger language plpgsql as $$
declare parent_state text;
begin
    {exception}
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
"""
# the two tables with this trigger have other columns, so the row is read as json
DESTROYED = f"""
    if tg_op = 'DELETE' and exists (
        select from dossiers_item i
        where i.id = (to_jsonb(old) ->> 'item_id')::uuid and i.series::text = current_setting('{DESTROYING}', true)
    ) then
        return old;
    end if;
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0027_item_going")]

    operations = [RunSQL(sql=KEEP.format(exception=DESTROYED), reverse_sql=KEEP.format(exception=""))]
