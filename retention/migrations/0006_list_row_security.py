"""Destruction lists and what stands on them belong to their municipality."""

from django.db import migrations

from privacy_domain.tenancy.rls import isolate


class Migration(migrations.Migration):
    dependencies = [("retention", "0005_list")]

    operations = [isolate("retention_destructionlist"), isolate("retention_destructionrow")]
