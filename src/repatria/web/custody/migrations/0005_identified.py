
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('custody', '0004_unit_sums'),
    ]

    operations = [
        migrations.AlterField(
            model_name='proposedmovement',
            name='reason',
            field=models.CharField(choices=[('declared', 'declared on a list'), ('moved', 'moved'), ('handed_over', 'handed over'), ('refused', 'not in this round'), ('no_show', 'did not arrive'), ('substituted', 'substituted'), ('died', 'died'), ('released', 'released to a family or for burial'), ('split', 'taken out of a bag'), ('linked', 'linked to another record'), ('link_retracted', 'link retracted'), ('identified', 'identified'), ('identity_retracted', 'identification retracted'), ('withdrawn', 'withdrawn by its sender'), ('corrected', 'corrected')], max_length=32),
        ),
    ]
