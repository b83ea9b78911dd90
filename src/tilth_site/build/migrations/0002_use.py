"""The use of a foundry is known by request. No row loses by the defaults: no step had told its minutes before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("build", "0001_initial")]

    operations = [
        migrations.AddField(
            "runofrequest", "provider", models.CharField(default="", max_length=40), preserve_default=False
        ),
        migrations.AddField("runofrequest", "used", models.IntegerField(default=0), preserve_default=False),
        migrations.AddField(
            "runofrequest", "changed_at", models.CharField(default="", max_length=27), preserve_default=False
        ),
        migrations.AddIndex(
            "runofrequest", models.Index(fields=["provider", "changed_at"], name="run_use_of_foundry")
        ),
    ]
