"""Questions to colleagues, closings, deaths and moves, own tasks and mended mistakes belong to their municipality."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from privacy_domain.tenancy.rls import isolate


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0014_life")]

    operations = [
        isolate("dossiers_colleaguequestion"),
        isolate("dossiers_colleagueexchange"),
        isolate("dossiers_closing"),
        isolate("dossiers_lifeevent"),
        isolate("dossiers_providertask"),
        isolate("dossiers_owntask"),
        isolate("dossiers_misplacement"),
        isolate("dossiers_merge"),
        *(
            RunSQL(
                sql=f"revoke {what} on dossiers_{table} from pd_app, pd_worker", reverse_sql=f"grant {what} on dossiers_{table} to pd_app, pd_worker"
            )
            for table, what in (("misplacement", "update, delete"), ("merge", "delete"), ("closing", "delete"))
        ),
    ]
