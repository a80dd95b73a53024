"""What was sealed, decided, moved or closed goes with its dossier and in no other way: the database itself sees to it."""

from django.db import migrations

from privacy_domain.tenancy.rls import destroyed_only


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0022_signals_row_security")]

    operations = [
        destroyed_only("dossiers_disclosure"),
        destroyed_only("dossiers_disclosurefinding"),
        destroyed_only("dossiers_consultation"),
        destroyed_only("dossiers_disclosureremark"),
        destroyed_only("dossiers_closing"),
        destroyed_only("dossiers_misplacement"),
        destroyed_only("dossiers_merge", "kept_id"),
    ]
