from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('renders', '0010_account_paused_at'),
    ]

    operations = [
        migrations.AlterField(
            model_name='proposal',
            name='kind',
            field=models.CharField(choices=[('freeze', 'Freeze'), ('current', 'Make current'), ('lab', 'Lab run')], max_length=7),
        ),
    ]
