"""A role for whoever audits the journal: numbers and the journal, no rows of lists."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="role",
            field=models.CharField(
                choices=[
                    ("delegate", "delegate"),
                    ("coordinator", "neutral coordinator"),
                    ("clerk", "list clerk"),
                    ("laboratory", "laboratory"),
                    ("child_officer", "child-protection officer"),
                    ("field_team", "field team"),
                    ("observer", "observer"),
                    ("auditor", "auditor"),
                    ("administrator", "administrator"),
                ],
                default="observer",
                max_length=16,
            ),
        ),
    ]
