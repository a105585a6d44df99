from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Case, OuterRef, Q, Subquery, Value, When


def note_worth(apps: Any, schema_editor: Any) -> None:
    """Write beside each link its two lists and its place in the queue."""
    if schema_editor.connection.vendor == "postgresql":
        # Checked at once: an index cannot be made while references wait to be checked.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    links, records = apps.get_model("review", "Link"), apps.get_model("registry", "SourceRecord")
    of_record = {
        side: Subquery(records.objects.filter(pk=OuterRef(side)).values("version__party_list"))
        for side in ("left", "right")
    }
    links.objects.filter(left_list=None).update(left_list=of_record["left"], right_list=of_record["right"])
    held = list(
        apps.get_model("registry", "PartyList").objects.filter(purpose__in=("held", "offer")).values_list("pk", flat=True)
    )
    in_hands = Q(left_list__in=held) | Q(right_list__in=held)
    links.objects.filter(worth=None).update(
        worth=Case(
            When(state="disagreed", then=Value(0)),
            When(in_hands & Q(probability__gte=0.2, probability__lt=0.98), then=Value(1)),
            When(in_hands, then=Value(2)),
            default=Value(3),
        )
    )


def _to_list() -> Any:
    return models.ForeignKey(
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="registry.partylist",
    )


class Migration(migrations.Migration):
    """Links know their lists and their place in the queue, which an index then holds in order."""

    dependencies = [("review", "0002_consequences"), ("registry", "0003_claim_list")]

    operations = [
        migrations.AddField(model_name="link", name="left_list", field=_to_list()),
        migrations.AddField(model_name="link", name="right_list", field=_to_list()),
        migrations.AddField(
            model_name="link",
            name="worth",
            field=models.PositiveSmallIntegerField(help_text="place in the queue: 0 is asked about first", null=True),
        ),
        migrations.RunPython(note_worth, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(
                fields=["worth", "-probability", "id", "state", "left_list", "right_list"], name="link_worth"
            ),
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(fields=["proposed_at", "state", "left_list", "right_list"], name="link_age"),
        ),
    ]
