"""Signals belong to their municipality. What was written down in a step, and what was sent to the index, never changes."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from privacy_domain.tenancy.rls import isolate

TABLES = (
    *("dossiers_meldcode", "dossiers_meldcodesignal", "dossiers_meldcodeadvice", "dossiers_meldcodetalk", "dossiers_meldcodeweighing"),
    *("dossiers_meldcodedecision", "dossiers_indexperiod", "dossiers_indexentry", "dossiers_indexmessage", "dossiers_policydeparture"),
)
WRITTEN_ONCE = ("dossiers_meldcodesignal", "dossiers_meldcodetalk", "dossiers_meldcodeweighing", "dossiers_indexmessage")


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0021_signals")]

    operations = [
        *(isolate(table) for table in TABLES),
        *(
            RunSQL(
                sql=f"revoke update, truncate on {table} from pd_app, pd_worker",
                reverse_sql=f"grant update, truncate on {table} to pd_app, pd_worker",
            )
            for table in WRITTEN_ONCE
        ),
    ]
