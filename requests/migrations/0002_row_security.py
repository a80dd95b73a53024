"""Requests, what stops their clocks, reminders and calendars belong to their municipality."""

from django.db import migrations

from privacy_domain.tenancy.rls import isolate

TABLES = ("subjectrequest", "clockstop", "reminder", "calendarfeed")


class Migration(migrations.Migration):
    dependencies = [("subject_requests", "0001_requests")]

    operations = [isolate(f"subject_requests_{table}") for table in TABLES]
