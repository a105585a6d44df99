from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def note_lists(apps: Any, schema_editor: Any) -> None:
    """Write beside each claim the list of its record."""
    if schema_editor.connection.vendor == "postgresql":
        # Checked at once: an index cannot be made while references wait to be checked.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    claims, records = apps.get_model("registry", "Claim"), apps.get_model("registry", "SourceRecord")
    party_list = records.objects.filter(pk=OuterRef("record")).values("version__party_list")
    claims.objects.filter(party_list=None).update(party_list=Subquery(party_list))


class Migration(migrations.Migration):
    """Claims know their list, so that questions are counted without a join."""

    dependencies = [("registry", "0002_records_immutable")]

    operations = [
        migrations.AddField(
            model_name="claim",
            name="party_list",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.partylist",
            ),
        ),
        migrations.RunPython(note_lists, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="claim", name="claim_questions"),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                fields=["addressee", "predicate", "state", "made_at", "id", "party_list"], name="claim_questions_aged"
            ),
        ),
    ]
