"""A sample can be found by its molecule. No row loses by the default: none had an identity before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inventory", "0001_initial")]

    operations = [
        migrations.AddField("itemsample", "identity", models.CharField(blank=True, default="", max_length=80)),
        migrations.AddIndex("itemsample", models.Index(fields=["foundry", "name"], name="sample_name")),
        migrations.AddIndex("itemsample", models.Index(fields=["foundry", "identity"], name="sample_identity")),
    ]
