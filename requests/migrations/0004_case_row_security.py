"""Cases and their steps belong to their municipality; a step is never changed."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from privacy_domain.tenancy.rls import isolate


class Migration(migrations.Migration):
    dependencies = [("subject_requests", "0003_case")]

    operations = [
        isolate("subject_requests_case"),
        isolate("subject_requests_casestep"),
        RunSQL(
            sql="revoke update on subject_requests_casestep from pd_app, pd_worker",
            reverse_sql="grant update on subject_requests_casestep to pd_app, pd_worker",
        ),
    ]
