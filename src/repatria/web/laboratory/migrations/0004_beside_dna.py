import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from repatria.web.laboratory import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection)


def restore(apps, schema_editor):
    guards.install(schema_editor.connection, guards.FIRST)


class Migration(migrations.Migration):

    dependencies = [
        ('laboratory', '0003_together'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='candidate',
            name='evidence',
            field=models.JSONField(default=list, help_text='what is known beside DNA: found, reported, weight, model'),
        ),
        migrations.AddField(
            model_name='identification',
            name='asked',
            field=models.JSONField(default=dict, help_text='the thresholds under which it was put forward'),
        ),
        migrations.AddField(
            model_name='identification',
            name='is_fragment',
            field=models.BooleanField(default=False, help_text='a further bag of one who is identified already'),
        ),
        migrations.AddField(
            model_name='identification',
            name='joined_to',
            field=models.ForeignKey(help_text='the identification of the same person whose signatures cover this bag as well', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='joined', to='laboratory.identification'),
        ),
        migrations.CreateModel(
            name='PairNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=16)),
                ('found', models.CharField(blank=True, help_text='what was explained, as it stood', max_length=300)),
                ('text', models.CharField(max_length=500)),
                ('at', models.DateTimeField()),
                ('am', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pair_notes', to='laboratory.amfile')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pair_notes', to='laboratory.pmfile')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Particular',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('age', 'age, years'), ('stature', 'stature, cm'), ('day', 'day of recovery, or when last seen'), ('place', 'place of recovery, or where last seen'), ('section', 'section of the front'), ('effects', 'effects, by codes'), ('effects_sex', 'sex that clothing and effects speak of'), ('contents', 'what the bag holds')], max_length=12)),
                ('value', models.CharField(max_length=300)),
                ('number', models.PositiveSmallIntegerField(help_text='of the current form: 100 to 999')),
                ('letter', models.CharField(help_text='of the older form: A, B, C1 … G', max_length=2)),
                ('read_at', models.DateTimeField()),
                ('am', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='particulars', to='laboratory.amfile')),
                ('pm', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='particulars', to='laboratory.pmfile')),
                ('reader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['kind', 'read_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('am__isnull', False), ('pm__isnull', True)), models.Q(('am__isnull', True), ('pm__isnull', False)), _connector='OR'), name='particular_of_one_file'), models.CheckConstraint(condition=models.Q(('number__range', (100, 999))), name='particular_number'), models.UniqueConstraint(fields=('pm', 'kind', 'reader'), name='particular_of_pm_once_a_reader'), models.UniqueConstraint(fields=('am', 'kind', 'reader'), name='particular_of_am_once_a_reader')],
            },
        ),
        migrations.RunPython(install, restore),
    ]
