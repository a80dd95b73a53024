from django.db import migrations

from privacy_domain.tenancy.rls import isolate


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0005_intake")]

    operations = [
        isolate("dossiers_referral"),
        isolate("dossiers_triage"),
        isolate("dossiers_firstrecording"),
        isolate("dossiers_informationcount"),
        isolate("dossiers_relation"),
    ]
