from django.db import migrations

from privacy_domain.tenancy.rls import isolate


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        isolate("people_person"),
        isolate("people_searchtoken"),
        isolate("people_representative"),
        isolate("people_capacityfinding"),
        isolate("people_partner"),
        isolate("people_agreement"),
    ]
