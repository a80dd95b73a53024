from django.db import migrations

from privacy_domain.tenancy.rls import isolate


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_initial")]

    operations = [
        isolate("consent_consentform"),
        isolate("consent_informing"),
        isolate("consent_consent"),
        isolate("consent_signature"),
        isolate("consent_withoutconsent"),
    ]
