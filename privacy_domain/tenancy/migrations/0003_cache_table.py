from django.db import migrations


class Migration(migrations.Migration):
    """The table of Django's database cache, as `createcachetable` would make it; of nobody's municipality: counters of logins."""

    dependencies = [("tenancy", "0002_row_security")]

    operations = [
        migrations.RunSQL(
            sql=[
                "create table cache_entry (cache_key varchar(255) primary key, value text not null, expires timestamptz not null)",
                "create index cache_entry_expires on cache_entry (expires)",
            ],
            reverse_sql=["drop table cache_entry"],
        )
    ]
