"""Help from partners, and the data of theirs that were seen, belong to their municipality."""

from django.db import migrations

from privacy_domain.tenancy.rls import isolate


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0031_partner_help")]

    operations = [isolate("dossiers_partnerhelp"), isolate("dossiers_partnerview")]
