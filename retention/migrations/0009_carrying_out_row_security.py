"""Figures and declarations belong to their municipality. A declaration is made once: nothing in it changes, and none goes."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from privacy_domain.tenancy.rls import isolate


class Migration(migrations.Migration):
    dependencies = [("retention", "0008_carrying_out")]

    operations = [
        isolate("retention_statistic"),
        isolate("retention_certificate"),
        RunSQL(
            sql="revoke update, delete, truncate on retention_certificate from pd_app, pd_worker",
            reverse_sql="grant update, delete, truncate on retention_certificate to pd_app, pd_worker",
        ),
    ]
