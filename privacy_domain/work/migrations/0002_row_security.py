from django.db import migrations

from privacy_domain.tenancy.rls import isolate


class Migration(migrations.Migration):
    dependencies = [("work", "0001_initial")]

    operations = [isolate("work_task"), isolate("work_job")]
