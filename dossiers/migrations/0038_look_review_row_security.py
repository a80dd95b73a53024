"""What is asked after belongs to its municipality."""

from django.db import migrations

from privacy_domain.tenancy.rls import isolate


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0037_look_review")]

    operations = [isolate("dossiers_lookweek"), isolate("dossiers_lookreview")]
