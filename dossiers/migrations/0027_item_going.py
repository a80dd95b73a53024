"""An item that is being destroyed is there for nobody any more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0026_index_consulted")]

    operations = [
        migrations.AddField(
            model_name="item", name="going", field=models.BooleanField(default=False, editable=False, verbose_name="being destroyed")
        ),
    ]
