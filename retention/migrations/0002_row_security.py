"""Clocks and holds belong to their municipality."""

from django.db import migrations

from privacy_domain.tenancy.rls import isolate


class Migration(migrations.Migration):
    dependencies = [("retention", "0001_clock_hold")]

    operations = [isolate("retention_clock"), isolate("retention_hold")]
