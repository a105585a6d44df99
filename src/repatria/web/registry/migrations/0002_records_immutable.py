"""What a party sent stays as it was sent: kept by the database, not only by code."""

import django.db.models.deletion
from django.db import migrations, models

MUTABLE = {"state", "person_id"}

SQLITE = """
create trigger {table}_keep_{what} before {event} on {table}
begin select raise(abort, '{table}: what was received is never changed or deleted'); end
"""
POSTGRES_FUNCTION = """
create or replace function registry_keep() returns trigger language plpgsql as $$
begin raise exception '%: what was received is never changed or deleted', tg_table_name using errcode = 'check_violation'; end $$
"""
POSTGRES = """
create trigger {table}_keep_{what} before {event} on {table} for each row execute function registry_keep()
"""


def _guards(apps):
    record = apps.get_model("registry", "SourceRecord")._meta
    columns = [f.column for f in record.local_concrete_fields if f.column not in MUTABLE]
    yield {"table": "registry_storedfile", "what": "update", "event": "update"}
    yield {"table": "registry_storedfile", "what": "delete", "event": "delete"}
    yield {"table": "registry_sourcerecord", "what": "update", "event": "update of " + ", ".join(f'"{c}"' for c in columns)}
    yield {"table": "registry_sourcerecord", "what": "delete", "event": "delete"}


def forwards(apps, schema_editor):
    postgres = schema_editor.connection.vendor == "postgresql"
    if postgres:
        schema_editor.execute(POSTGRES_FUNCTION, params=None)  # its % is not a placeholder
    for guard in _guards(apps):
        schema_editor.execute((POSTGRES if postgres else SQLITE).format(**guard))


def backwards(apps, schema_editor):
    postgres = schema_editor.connection.vendor == "postgresql"
    for guard in _guards(apps):
        on = " on {table}" if postgres else ""
        schema_editor.execute(("drop trigger {table}_keep_{what}" + on).format(**guard))
    if postgres:
        schema_editor.execute("drop function registry_keep()")


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="sourcerecord",
            name="continues",
            field=models.OneToOneField(
                help_text="the same row in the list's previous version",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="continued_by",
                to="registry.sourcerecord",
            ),
        ),
        migrations.RunPython(forwards, backwards),
    ]
