"""What the desk keeps belongs to its municipality."""

from django.db import migrations

from privacy_domain.tenancy.rls import isolate


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_registers")]

    operations = [isolate("desk_processingactivity"), isolate("desk_historicalprocessingactivity"), isolate("desk_export")]
