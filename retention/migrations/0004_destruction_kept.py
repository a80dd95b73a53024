"""The log of destruction belongs to its municipality. What is done never changes, and nothing goes from it."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from privacy_domain.tenancy.rls import isolate


class Migration(migrations.Migration):
    dependencies = [("retention", "0003_destruction")]

    operations = [
        isolate("retention_destruction"),
        RunSQL(
            sql="""
                create function keep_destruction() returns trigger language plpgsql as $$
                begin
                    if old.state = 'done' then
                        raise exception 'a destruction that is done never changes' using errcode = 'insufficient_privilege';
                    end if;
                    return new;
                end $$;
                create trigger keep_destruction before update on retention_destruction
                    for each row execute function keep_destruction();
                revoke delete, truncate on retention_destruction from pd_app, pd_worker;
            """,
            reverse_sql="""
                grant delete, truncate on retention_destruction to pd_app, pd_worker;
                drop trigger keep_destruction on retention_destruction;
                drop function keep_destruction();
            """,
        ),
    ]
