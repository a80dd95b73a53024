"""Searches, marks and packages belong to their municipality; a file of a package is never changed."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from privacy_domain.tenancy.rls import isolate


class Migration(migrations.Migration):
    dependencies = [("subject_requests", "0005_access_package")]

    operations = [
        isolate("subject_requests_searchtask"),
        isolate("subject_requests_partmark"),
        isolate("subject_requests_accesspackage"),
        isolate("subject_requests_packagefile"),
        RunSQL(
            sql="revoke update on subject_requests_packagefile from pd_app, pd_worker",
            reverse_sql="grant update on subject_requests_packagefile to pd_app, pd_worker",
        ),
    ]
