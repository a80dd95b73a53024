"""Exclusions belong to their municipality, and who was kept out from when until when is never removed."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from privacy_domain.tenancy.rls import isolate


class Migration(migrations.Migration):
    dependencies = [("access", "0004_exclusion")]

    operations = [
        isolate("access_exclusion"),
        RunSQL(
            sql="revoke delete, truncate on access_exclusion from pd_app, pd_worker",
            reverse_sql="grant delete on access_exclusion to pd_app, pd_worker",
        ),
    ]
