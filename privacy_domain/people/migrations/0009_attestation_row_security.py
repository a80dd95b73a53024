"""Attestations and ways of sending belong to their municipality; what a partner stated is never rewritten or removed."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from privacy_domain.tenancy.rls import isolate


class Migration(migrations.Migration):
    dependencies = [("people", "0008_attestation")]

    operations = [
        isolate("people_attestation"),
        isolate("people_channel"),
        RunSQL(
            sql="revoke delete, truncate on people_attestation, people_channel from pd_app, pd_worker",
            reverse_sql="grant delete, truncate on people_attestation, people_channel to pd_app, pd_worker",
        ),
    ]
