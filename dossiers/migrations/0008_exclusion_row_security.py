"""Exclusions belong to their municipality."""

from django.db import migrations

from privacy_domain.tenancy.rls import isolate


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0007_exclusion")]

    operations = [isolate("dossiers_exclusion")]
