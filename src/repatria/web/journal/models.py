from django.db import models


class Entry(models.Model):
    """One act, as it will stay: a stable code, who, about what, and a hash chained to the entry before.

    ``seq`` is the entry's leaf index in the ledger's tree: 0, 1, 2, … without a gap.  No personal data:
    ``subject_id`` is an opaque id, ``facts`` holds codes, ids and counts only.  The database refuses any change.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    code = models.CharField(max_length=64, db_index=True)
    actor = models.CharField(max_length=64, blank=True, help_text="opaque id of the user; empty: the program itself")
    party = models.CharField(max_length=8, blank=True)
    subject_type = models.CharField(max_length=32, blank=True)
    subject_id = models.CharField(max_length=64, blank=True, db_index=True)
    facts = models.JSONField(default=dict)
    leaf_hash = models.BinaryField(max_length=32)
    chain_hash = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["seq"]


class Head(models.Model):
    """Where the journal ends: its one row is locked by whoever appends, so that there is never a fork."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    chain_hash = models.BinaryField(max_length=32, default=bytes)
    frontier = models.BinaryField(default=bytes, help_text="the tree's compact range, 32 bytes a node")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="journal_one_head")]


class Viewing(models.Model):
    """Who looked at what, and when: ids only."""

    at = models.DateTimeField(db_index=True)
    user_id = models.CharField(max_length=64, db_index=True)
    subject_type = models.CharField(max_length=32)
    subject_id = models.CharField(max_length=64, db_index=True)

    class Meta:
        ordering = ["-at"]
