from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """An index holds each reviewer's words, the newest first: the queue's page says what one decided last."""

    dependencies = [("review", "0004_skips")]

    operations = [
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                fields=["reviewer", "-decided_at", "-id"], condition=Q(undone_at__isnull=True), name="decision_newest"
            ),
        ),
    ]
