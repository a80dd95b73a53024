"""What is carried out, and who is told of it, belongs to its municipality."""

from django.db import migrations

from privacy_domain.tenancy.rls import isolate


class Migration(migrations.Migration):
    dependencies = [("subject_requests", "0009_execution")]

    operations = [
        isolate("subject_requests_executionstep"),
        isolate("subject_requests_recipientnotice"),
    ]
