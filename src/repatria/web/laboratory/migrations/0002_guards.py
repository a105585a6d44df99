from django.db import migrations

from repatria.web.laboratory import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection, guards.FIRST)


def remove(apps, schema_editor):
    guards.remove(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('laboratory', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(install, remove),
    ]
