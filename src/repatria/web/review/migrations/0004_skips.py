from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Case, F, FloatField, Q, Value, When
from django.db.models.functions import Round


def weigh_anew(apps: Any, schema_editor: Any) -> None:
    """Write each link's worth as it is reckoned now: people whose answer one more word changes, in thousandths."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    lists: dict[str, list[Any]] = {}
    for pk, purpose in apps.get_model("registry", "PartyList").objects.values_list("pk", "purpose"):
        lists.setdefault(purpose, []).append(pk)

    def of(*purposes: str) -> tuple[Q, Q]:
        ids = [pk for purpose in purposes for pk in lists.get(purpose, ())]
        return Q(left_list__in=ids), Q(right_list__in=ids)

    def any_of(*purposes: str) -> Q:
        left, right = of(*purposes)
        return left | right

    def both(purpose: str) -> Q:
        left, right = of(purpose)
        return left & right

    people = Case(
        When(any_of("children"), then=Value(2.0)),
        When(both("held") | both("offer"), then=Value(1.0)),
        When(both("missing"), then=Value(0.5)),
        When(any_of("missing") & any_of("held", "offer"), then=Value(2.0)),
        When(any_of("missing", "held", "offer"), then=Value(1.0)),
        default=Value(0.5),
        output_field=FloatField(),
    )
    needed = Case(When(state="proposed", then=Value(2.0)), default=Value(1.0), output_field=FloatField())
    links = apps.get_model("review", "Link").objects
    links.exclude(state="disagreed").update(worth=Round(Value(1000.0) * F("probability") * people / needed))
    links.filter(state="disagreed").update(worth=Round(Value(10000.0) + Value(1000.0) * people))


class Migration(migrations.Migration):
    """Skips are remembered, retractions can be taken back, and the queue stands in the order of what a word changes."""

    dependencies = [("review", "0003_worth"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Skip",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("skipped_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="skips", to="review.link"
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"ordering": ["skipped_at", "pk"]},
        ),
        migrations.AddConstraint(
            model_name="skip",
            constraint=models.UniqueConstraint(
                condition=Q(undone_at__isnull=True), fields=("link", "reviewer"), name="skip_once"
            ),
        ),
        migrations.AddField(model_name="retraction", name="undone_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="retraction",
            name="undone_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="retraction",
            field=models.ForeignKey(
                help_text="what took it back",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="review.retraction",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="asked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RemoveIndex(model_name="link", name="link_worth"),
        migrations.AlterField(
            model_name="link",
            name="worth",
            field=models.PositiveSmallIntegerField(
                help_text="thousandths of a person whose answer one more word is expected to change", null=True
            ),
        ),
        migrations.RunPython(weigh_anew, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(
                fields=["-worth", "proposed_at", "id", "state", "left_list", "right_list"], name="link_by_worth"
            ),
        ),
    ]
