"""The letter to who received data that are changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0006_decided"),
    ]

    operations = [
        migrations.AlterField(
            model_name="letter",
            name="kind",
            field=models.CharField(
                choices=[
                    ("receipt", "receipt"),
                    ("consent_form", "consent_form"),
                    ("withdrawal", "withdrawal"),
                    ("information", "information"),
                    ("protocol_summary", "protocol_summary"),
                    ("looks", "looks"),
                    ("extended", "extended"),
                    ("decided", "decided"),
                    ("corrected", "corrected"),
                    ("informed", "informed"),
                    ("disclosed", "disclosed"),
                ],
                max_length=30,
                verbose_name="kind",
            ),
        ),
    ]
