from django.db import migrations, models

import renders.models.money


class Migration(migrations.Migration):
    dependencies = [("renders", "0080_share_of_campaign_in_the_audit_log")]

    # The table stays as it is: the day of a new row is chosen by the program.
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="budget",
                    name="window",
                    field=models.DateField(default=renders.models.money.today, editable=False),
                ),
            ]
        ),
    ]
