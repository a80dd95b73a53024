from django.db import migrations

from privacy_domain.tenancy.rls import isolate, isolate_through


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0003_authorisation")]

    operations = [
        isolate("dossiers_authorisation"),
        isolate_through("dossiers_dossieruserobjectpermission", "content_object_id", "dossiers_dossier"),
    ]
