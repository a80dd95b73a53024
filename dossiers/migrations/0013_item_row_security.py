"""Items belong to their municipality."""

from django.db import migrations

from privacy_domain.tenancy.rls import isolate


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0012_item")]

    operations = [isolate(f"dossiers_{name}") for name in ("item", "passage", "passagesubject", "departure", "itemdraft")]
