from django.db import migrations

from privacy_domain.tenancy.rls import isolate


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0004_history")]

    operations = [
        isolate("tenancy_historicaladoption"),
    ]
