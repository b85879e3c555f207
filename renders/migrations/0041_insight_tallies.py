import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    # Every tally is counted anew after migrating, so the changes that are not folded yet need no true values.

    dependencies = [
        ("renders", "0040_reviews_have_urgency"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="tallychange",
            name="placement",
            field=models.ForeignKey(
                default=0,
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="catalog.placement",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="tallychange",
            name="launcher",
            field=models.ForeignKey(
                default=0,
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="tallychange",
            name="account",
            field=models.ForeignKey(
                default=0,
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="renders.account",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="tallychange",
            name="reviewer",
            field=models.ForeignKey(
                default=0,
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="tallychange",
            name="minutes",
            field=models.IntegerField(default=-1),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="InsightTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("measure", models.CharField(max_length=10)),
                ("count", models.IntegerField()),
                ("day", models.DateField()),
                ("reason", models.CharField(blank=True, max_length=12)),
                ("minutes", models.IntegerField(default=-1)),
                ("micros", models.BigIntegerField(default=0)),
                (
                    "version",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="catalog.promptversion",
                    ),
                ),
                (
                    "image_model",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="catalog.imagemodel",
                    ),
                ),
                (
                    "placement",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="catalog.placement",
                    ),
                ),
                (
                    "launcher",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="renders.account",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "insight tallies",
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "day",
                            "version",
                            "image_model",
                            "placement",
                            "launcher",
                            "account",
                            "reviewer",
                            "measure",
                            "reason",
                            "minutes",
                        ),
                        name="insight_tally_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AccountTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("measure", models.CharField(max_length=10)),
                ("count", models.IntegerField()),
                ("day", models.DateField()),
                ("seconds", models.IntegerField(default=-1)),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="renders.account",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "account tallies",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("day", "account", "measure", "seconds"), name="account_tally_once"
                    )
                ],
            },
        ),
    ]
