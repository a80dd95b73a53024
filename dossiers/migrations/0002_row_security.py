from django.db import migrations

from privacy_domain.tenancy.rls import isolate


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_initial")]

    operations = [
        isolate("dossiers_dossier"),
        isolate("dossiers_involvement"),
        isolate("dossiers_talk"),
        isolate("dossiers_partnerchoice"),
        isolate("dossiers_participant"),
        isolate("dossiers_draft"),
    ]
