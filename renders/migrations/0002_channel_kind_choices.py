from django.db import migrations, models

import renders.models.publications


class Migration(migrations.Migration):

    dependencies = [
        ('renders', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='channel',
            name='kind',
            field=models.CharField(choices=renders.models.publications.kind_choices, error_messages={'invalid_choice': 'Packshot has no channel of the kind %(value)s.'}, max_length=20),
        ),
    ]
