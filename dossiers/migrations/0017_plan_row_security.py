from django.db import migrations

from privacy_domain.tenancy.rls import isolate

TABLES = (
    "plan", "historicalplan", "plandossier", "planperson", "direction", "activity", "historicalactivity", "evaluation", "plandraft",
    "instrument", "measurement", "score",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0016_plan")]

    operations = [isolate(f"dossiers_{table}") for table in TABLES]
