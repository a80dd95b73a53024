from django.db import migrations

from privacy_domain.tenancy.rls import isolate


class Migration(migrations.Migration):
    dependencies = [("people", "0004_history")]

    operations = [
        isolate("people_historicalpartner"),
    ]
