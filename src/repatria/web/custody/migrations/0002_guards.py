from django.db import migrations

from repatria.web.custody import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection)


def remove(apps, schema_editor):
    guards.remove(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('custody', '0001_initial'),
        ('registry', '0002_records_immutable'),
    ]

    operations = [
        migrations.RunPython(install, remove),
    ]
