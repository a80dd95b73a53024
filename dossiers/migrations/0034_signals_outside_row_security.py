"""Questions of Veilig Thuis, inquiries and where an envelope comes from belong to their municipality; the last never changes."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from privacy_domain.tenancy.rls import isolate

TABLES = ("dossiers_veiligthuisquestion", "dossiers_fraudinquiry", "dossiers_disclosureorigin")


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0033_signals_outside")]

    operations = [
        *(isolate(table) for table in TABLES),
        RunSQL(
            sql="revoke update, truncate on dossiers_disclosureorigin from pd_app, pd_worker",
            reverse_sql="grant update, truncate on dossiers_disclosureorigin to pd_app, pd_worker",
        ),
    ]
