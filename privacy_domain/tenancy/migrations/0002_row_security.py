from django.db import migrations

from privacy_domain.tenancy.rls import isolate


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0001_initial")]

    operations = [isolate("tenancy_adoption")]
