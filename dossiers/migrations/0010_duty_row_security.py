"""Access on a duty in law belongs to its municipality; what was found of it is never removed."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from privacy_domain.tenancy.rls import isolate


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0009_duty")]

    operations = [
        isolate("dossiers_dutyaccess"),
        isolate("dossiers_dutyreview"),
        RunSQL(
            sql="revoke update on dossiers_dutyreview from pd_app, pd_worker",
            reverse_sql="grant update on dossiers_dutyreview to pd_app, pd_worker",
        ),
    ]
