from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("renders", "0003_pauses")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="polled_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
