"""Every table in one step. A database that took the small steps before counts as made by it."""

import catalog.models.image_models
import catalog.models.products
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from catalog.models.first_tables import CreateTables
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('catalog', '0001_initial'), ('catalog', '0002_schema_notices'), ('catalog', '0003_listed_products'), ('catalog', '0004_reference_pictures'), ('catalog', '0005_shot_packs'), ('catalog', '0006_artwork_in_order'), ('catalog', '0007_governed_versions'), ('catalog', '0008_version_style'), ('catalog', '0009_avif_delivery')]

    initial = True

    dependencies = [
        ('auth', '__first__'),
    ]

    operations = [CreateTables([
        migrations.CreateModel(
            name='ShotPack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=60)),
                ('purpose', models.CharField(blank=True, max_length=200)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('is_enabled', models.BooleanField(default=True, verbose_name='enabled')),
            ],
            options={
                'ordering': ['position', 'name'],
            },
        ),
        migrations.CreateModel(
            name='ImageModel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=80)),
                ('provider', models.CharField(choices=catalog.models.image_models.provider_choices, error_messages={'invalid_choice': 'Packshot does not speak to %(value)s.'}, help_text='The vendor that draws', max_length=30)),
                ('endpoint', models.CharField(help_text="The vendor's exact id of this model", max_length=120)),
                ('aspects', models.JSONField(default=list, help_text='Ratios it draws, for example ["1:1", "4:3"]', verbose_name='ratios')),
                ('input_schema', models.JSONField(blank=True, default=dict, help_text="Closed JSON Schema of a request's whole input")),
                ('size_names', models.JSONField(blank=True, default=dict, help_text='How a request says the ratio: {"field": "aspect_ratio"}, {"field": "size", "words": {"1:1": "2048*2048"}} or {"field": "width_height", "multiple": 8}')),
                ('price_micros', models.PositiveBigIntegerField(default=0, help_text='micro-dollars a picture: 5000 is $0.005', verbose_name='price')),
                ('resolution_prices', models.JSONField(blank=True, default=dict, help_text='Where it differs, for example {"4K": 300000}', verbose_name='price by resolution')),
                ('cap_in_flight', models.PositiveSmallIntegerField(blank=True, help_text="Maximum pictures at the vendor at once; empty: the account's own cap", null=True)),
                ('samples_per_request', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(4)])),
                ('typical_seconds', models.PositiveSmallIntegerField(default=30)),
                ('deadline_seconds', models.PositiveSmallIntegerField(default=600)),
                ('abilities', models.JSONField(blank=True, default=dict, help_text='For example {"negative_prompt": true, "seed": true}')),
                ('reference_pictures', models.JSONField(blank=True, default=dict, help_text='The field that takes pictures to draw from, for example {"field": "image_input", "maximum": 8, "forms": ["address"], "roles": ["product", "scene", "style"]}; with "minimum": 1 it draws from nothing else. Forms: address (served below our public address), data (sent along), upload (to the vendor first)')),
                ('docs_url', models.CharField(blank=True, max_length=200, validators=[django.core.validators.URLValidator(schemes=['https'])], verbose_name='documentation')),
                ('is_enabled', models.BooleanField(default=True, verbose_name='enabled')),
                ('off_reason', models.CharField(blank=True, help_text='Why it ships switched off', max_length=200)),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('provider', 'endpoint'), name='image_model_endpoint_once')],
            },
        ),
        migrations.CreateModel(
            name='Placement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=60)),
                ('used_on', models.CharField(blank=True, help_text='For example: product page, first picture', max_length=120)),
                ('aspect', models.CharField(max_length=5, validators=[django.core.validators.RegexValidator('\\A[1-9][0-9]?:[1-9][0-9]?\\Z', 'Write the ratio as width:height, for example 4:5.')], verbose_name='ratio')),
                ('min_width', models.PositiveIntegerField(default=1000, help_text='pixels')),
                ('min_height', models.PositiveIntegerField(default=1000, help_text='pixels')),
                ('delivery_format', models.CharField(choices=[('webp', 'WebP'), ('jpeg', 'JPEG'), ('png', 'PNG'), ('avif', 'AVIF')], default='webp', max_length=4)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('is_enabled', models.BooleanField(default=True, verbose_name='enabled')),
                ('needs_second_person', models.BooleanField(default=False, help_text='Whoever wrote a version for this placement cannot freeze it.', verbose_name='a second person freezes')),
                ('default_model', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='default_of', to='catalog.imagemodel')),
                ('image_models', models.ManyToManyField(blank=True, related_name='placements', to='catalog.imagemodel')),
            ],
            options={
                'ordering': ['position', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('aspect__regex', '^[1-9][0-9]?:[1-9][0-9]?$')), name='placement_ratio_is_two_numbers')],
            },
        ),
        migrations.CreateModel(
            name='Product',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=64, unique=True, validators=[django.core.validators.RegexValidator('\\A[A-Za-z0-9](?:[A-Za-z0-9_-]|\\.(?!\\.)){0,63}\\Z', 'Use 1 to 64 letters, digits, dots, dashes or underscores, starting with a letter or digit.')])),
                ('name', models.CharField(max_length=120)),
                ('category', models.CharField(blank=True, max_length=60)),
                ('noun', models.CharField(help_text='For example: coffee mug', max_length=120, verbose_name='called in prompts')),
                ('material', models.CharField(blank=True, help_text='For example: matte ceramic', max_length=120)),
                ('finish', models.CharField(blank=True, help_text='For example: satin', max_length=120)),
                ('attributes', models.JSONField(blank=True, default=dict, help_text='What else prompts may ask for, for example {"label_text": "玫瑰精华水"}', validators=[catalog.models.products.check_attributes], verbose_name='further attributes')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('archived_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['name', 'pk'],
                'indexes': [models.Index(condition=models.Q(('archived_at', None)), fields=['name', 'id'], name='product_listed')],
            },
        ),
        migrations.CreateModel(
            name='Colorway',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sku', models.CharField(max_length=64, unique=True, validators=[django.core.validators.RegexValidator('\\A[A-Za-z0-9](?:[A-Za-z0-9_-]|\\.(?!\\.)){0,63}\\Z', 'Use 1 to 64 letters, digits, dots, dashes or underscores, starting with a letter or digit.')], verbose_name='SKU')),
                ('name', models.CharField(max_length=60)),
                ('color_words', models.CharField(help_text='For example: soft beige glaze', max_length=120, verbose_name='colour words')),
                ('swatch', models.CharField(blank=True, help_text='#RRGGBB; empty: as photographed', max_length=7, validators=[django.core.validators.RegexValidator('\\A#[0-9a-fA-F]{6}\\Z', 'Write the colour as #RRGGBB, for example #d9c7ae.')])),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='colorways', to='catalog.product')),
            ],
            options={
                'ordering': ['product', 'position', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('swatch', ''), ('swatch__regex', '^#[0-9a-fA-F]{6}$'), _connector='OR'), name='colorway_swatch_is_a_colour'), models.UniqueConstraint(fields=('product', 'name'), name='colorway_name_once_a_product')],
            },
        ),
        migrations.CreateModel(
            name='Artwork',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('photo', 'Photo'), ('cutout', 'Cutout'), ('label', 'Label')], max_length=10)),
                ('view', models.CharField(choices=[('front', 'Front'), ('three-quarter', 'Three-quarter'), ('top', 'Top')], default='front', max_length=15)),
                ('sha256', models.CharField(max_length=64)),
                ('tint_sha256', models.CharField(blank=True, help_text="The mask of what takes the colorway's colour", max_length=64)),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('fingerprint', models.CharField(blank=True, editable=False, max_length=22)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('archived_at', models.DateTimeField(blank=True, null=True)),
                ('colorway', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='artwork', to='catalog.colorway')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='artwork', to='catalog.product')),
            ],
            options={
                'verbose_name_plural': 'artwork',
                'ordering': ['position', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('archived_at', None), ('colorway', None), models.Q(('kind', 'photo'), _negated=True)), fields=('product', 'kind', 'view'), name='artwork_once_a_view'), models.UniqueConstraint(condition=models.Q(('archived_at', None), models.Q(('kind', 'photo'), _negated=True)), fields=('product', 'colorway', 'kind', 'view'), name='artwork_once_a_colorway_and_view')],
            },
        ),
        migrations.CreateModel(
            name='SchemaNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(max_length=60)),
                ('listed', models.JSONField(default=list)),
                ('noticed_at', models.DateTimeField(auto_now_add=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('is_accepted', models.BooleanField(default=False)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('image_model', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='schema_notices', to='catalog.imagemodel')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('image_model', 'field'), name='schema_noticed_once')],
            },
        ),
        migrations.CreateModel(
            name='PromptTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=80)),
                ('category', models.CharField(blank=True, max_length=60)),
                ('purpose', models.CharField(blank=True, max_length=200)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('archived_at', models.DateTimeField(blank=True, null=True)),
                ('placements', models.ManyToManyField(related_name='templates', to='catalog.placement')),
            ],
            options={
                'ordering': ['position', 'name'],
            },
        ),
        migrations.CreateModel(
            name='PromptVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('prompt', models.TextField(max_length=4000)),
                ('negative', models.TextField(blank=True, max_length=2000, verbose_name='negative prompt')),
                ('style', models.CharField(choices=[('realistic', 'Realistic'), ('artistic', 'Artistic'), ('anime', 'Anime'), ('none', 'As the model likes')], default='realistic', help_text='A model that has no word for another style than realistic refuses it', max_length=10)),
                ('parameters', models.JSONField(blank=True, default=dict, help_text='Sent with the prompt, for example {"long_edge": 1024}')),
                ('placeholder_specs', models.JSONField(blank=True, default=dict, help_text='Kinds and defaults of placeholders, for example {"price": {"kind": "number", "default": "199"}}')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('locked_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('frozen_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('frozen_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('frozen_model', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.imagemodel')),
                ('image_model', models.ForeignKey(blank=True, help_text="The model it was written for; empty: the placement's own choice", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='catalog.imagemodel')),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='catalog.prompttemplate')),
            ],
            options={
                'ordering': ['template', '-number'],
                'permissions': [('freeze_promptversion', 'Can freeze a prompt version')],
                'constraints': [models.UniqueConstraint(fields=('template', 'number'), name='version_number_once_a_template'), models.CheckConstraint(condition=models.Q(('frozen_at', None), ('locked_at__isnull', False), _connector='OR'), name='frozen_version_is_locked'), models.CheckConstraint(condition=models.Q(models.Q(('frozen_at', None), ('frozen_by', None)), models.Q(('frozen_at__isnull', False), ('frozen_by__isnull', False)), _connector='OR'), name='frozen_version_names_who'), models.CheckConstraint(condition=models.Q(('frozen_model', None), ('frozen_at__isnull', False), _connector='OR'), name='frozen_model_of_frozen_version')],
            },
        ),
        migrations.CreateModel(
            name='Promotion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='promotions', to='catalog.prompttemplate')),
                ('before', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.promptversion')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.promptversion')),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Exemption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=300)),
                ('allowed_at', models.DateTimeField(auto_now_add=True)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('allowed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('image_model', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='exemptions', to='catalog.imagemodel')),
                ('placement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='exemptions', to='catalog.placement')),
                ('version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='exemptions', to='catalog.promptversion')),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='exemption_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('image_model__isnull', False), ('placement__isnull', False), ('version', None)), models.Q(('image_model', None), ('placement', None), ('version__isnull', False)), _connector='OR'), name='exemption_of_model_or_version'), models.CheckConstraint(condition=models.Q(('used_at', None), ('withdrawn_at', None), _connector='OR'), name='used_exemption_stands'), models.UniqueConstraint(condition=models.Q(('used_at', None), ('withdrawn_at', None)), fields=('placement', 'image_model'), name='one_open_exemption'), models.UniqueConstraint(condition=models.Q(('used_at', None), ('withdrawn_at', None)), fields=('version',), name='one_open_exemption_of_a_version')],
            },
        ),
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True)),
                ('slug', models.SlugField(unique=True)),
                ('starts_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='starts')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('pilot_skus', models.PositiveSmallIntegerField(default=20, help_text='Production stops at this many until somebody has looked and opened the rest', validators=[django.core.validators.MinValueValidator(1)], verbose_name='SKUs of the pilot')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('opened_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('ended_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('ended_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opened_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('image_models', models.ManyToManyField(blank=True, help_text='Empty: whatever the placements allow', related_name='campaigns', to='catalog.imagemodel')),
                ('placements', models.ManyToManyField(related_name='campaigns', to='catalog.placement')),
                ('versions', models.ManyToManyField(related_name='campaigns', to='catalog.promptversion')),
            ],
            options={
                'ordering': ['-starts_at', '-pk'],
                'permissions': [('open_campaign', 'Can open a campaign beyond its pilot, and end it early')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='campaign_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(models.Q(('opened_at', None), ('opened_by', None)), models.Q(('opened_at__isnull', False), ('opened_by__isnull', False)), _connector='OR'), name='opened_campaign_names_who'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='ended_campaign_names_who')],
            },
        ),
        migrations.CreateModel(
            name='ShotPackLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('count', models.PositiveSmallIntegerField(blank=True, help_text='Of each shot; empty: as many as compose begins with', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(12)], verbose_name='candidates')),
                ('image_model', models.ForeignKey(blank=True, help_text="Empty: the template's own model, else the placement's default", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pack_lines', to='catalog.imagemodel')),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='catalog.shotpack')),
                ('placement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pack_lines', to='catalog.placement')),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pack_lines', to='catalog.prompttemplate')),
            ],
            options={
                'ordering': ['position', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('pack', 'placement', 'template'), name='template_once_in_a_placement_of_a_pack')],
            },
        ),
        migrations.AddField(
            model_name='PromptTemplate',
            name='current',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.promptversion'),
        ),
    ])]
