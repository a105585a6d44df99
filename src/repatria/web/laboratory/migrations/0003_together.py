
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('laboratory', '0002_guards'),
    ]

    operations = [
        migrations.AddField(
            model_name='candidate',
            name='together',
            field=models.JSONField(default=list, help_text='other profiles of the very same person'),
        ),
    ]
