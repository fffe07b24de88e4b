import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('research', '0004_blind_coding'),
    ]

    operations = [
        migrations.CreateModel(
            name='GuideQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0, help_text='The smallest comes first.', verbose_name='order')),
                ('text', models.CharField(help_text='About the last time it happened, not about in general.', max_length=500, verbose_name='question')),
                ('probes', models.TextField(blank=True, help_text='What to ask on, one a line.')),
                ('study', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='guide', to='research.study')),
            ],
        ),
        migrations.CreateModel(
            name='LiveLog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField(verbose_name='started')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('offset_ms', models.IntegerField(default=0, help_text="Added to a line's time, it is the time in the recording.", verbose_name='clock offset (ms)')),
                ('asked', models.ManyToManyField(blank=True, related_name='+', to='research.guidequestion')),
                ('interview', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='live_log', to='research.interview')),
                ('note', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='live_log', to='research.note')),
                ('started_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='LiveLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(unique=True)),
                ('at', models.DateTimeField()),
                ('text', models.CharField(blank=True, max_length=2000)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('written_revision', models.PositiveIntegerField(default=0)),
                ('fate', models.CharField(choices=[('open', 'open'), ('accepted', 'marked in the transcript'), ('dropped', 'left in the notes')], default='open', max_length=8)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('highlight', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='research.highlight')),
                ('question', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='research.guidequestion')),
                ('turn', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='research.turn')),
                ('log', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='research.livelog')),
            ],
        ),
        migrations.AddIndex(
            model_name='guidequestion',
            index=models.Index(fields=['study', 'position', 'id'], name='guide_of_a_study_in_order'),
        ),
        migrations.AddConstraint(
            model_name='guidequestion',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='a_guide_question_asks_something', violation_error_message='A question needs words.'),
        ),
        migrations.AddConstraint(
            model_name='livelog',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='a_live_log_ends_after_it_starts'),
        ),
        migrations.AddIndex(
            model_name='liveline',
            index=models.Index(fields=['log', 'at', 'id'], name='line_of_a_live_log_in_order'),
        ),
        migrations.AddConstraint(
            model_name='liveline',
            constraint=models.CheckConstraint(condition=models.Q(('written_revision__lte', models.F('revision'))), name='a_line_is_written_up_as_far_as_it_goes'),
        ),
    ]
