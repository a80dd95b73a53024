"""What is shielded, and who may read it, belongs to its municipality."""

from django.db import migrations

from privacy_domain.tenancy.rls import isolate


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0035_shield")]

    operations = [isolate("dossiers_shield"), isolate("dossiers_shieldreader")]
