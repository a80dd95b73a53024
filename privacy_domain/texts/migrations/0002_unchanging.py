from django.db import migrations

from privacy_domain.tenancy.rls import isolate

# words that stood in a talk or a letter must be found again as they were
FUNCTION = """
create function texts_text_stands() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if old.used_at is not null then
            raise exception 'a text that was used is never deleted';
        end if;
        return old;
    end if;
    if (to_jsonb(new) - 'used_at') is distinct from (to_jsonb(old) - 'used_at') or (old.used_at is not null and new.used_at is distinct from old.used_at) then
        raise exception 'a version of a text is never changed: publish the next one';
    end if;
    return new;
end $$
"""


class Migration(migrations.Migration):
    dependencies = [("texts", "0001_initial")]

    operations = [
        isolate("texts_text"),
        migrations.RunSQL(
            sql=[
                FUNCTION,
                "create trigger text_stands before update or delete on texts_text for each row execute function texts_text_stands()",
            ],
            reverse_sql=["drop trigger text_stands on texts_text", "drop function texts_text_stands()"],
        ),
    ]
