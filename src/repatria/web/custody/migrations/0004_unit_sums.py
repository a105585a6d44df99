from django.db import migrations, models


class Migration(migrations.Migration):
    """Balances are read from an index alone; indexes leave the table and its guards as they are."""

    dependencies = [("custody", "0003_proposed_movements")]

    operations = [
        migrations.RemoveIndex(model_name="unit", name="unit_account_kind"),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(fields=["account", "kind", "n_individuals"], name="unit_account_sums"),
        ),
    ]
