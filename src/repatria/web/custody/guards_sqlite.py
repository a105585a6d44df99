"""The account's triggers in SQLite; what they keep is told in ``guards``.

``INSERT OR REPLACE`` and ``UPDATE OR REPLACE`` remove a row that is in the way without asking a DELETE trigger.  A
BEFORE trigger therefore refuses every id, unique value and rowid that is taken already.
"""

NAMES = (
    "custody_account_insert",
    "custody_account_update",
    "custody_account_delete",
    "custody_unit_insert",
    "custody_unit_update",
    "custody_unit_delete",
    "custody_movement_insert",
    "custody_movement_moves",
    "custody_movement_update",
    "custody_movement_delete",
)

INSTALL = (
    """CREATE TRIGGER custody_account_insert BEFORE INSERT ON custody_account BEGIN
      SELECT RAISE(ABORT, 'custody: the account exists already')
        WHERE EXISTS (SELECT 1 FROM custody_account WHERE code = NEW.code OR rowid = NEW.rowid);
      SELECT RAISE(ABORT, 'custody: an account is named for its kind and party')
        WHERE NEW.code IS NOT NEW.kind || CASE WHEN NEW.party_id IS NULL THEN '' ELSE ':' || NEW.party_id END;
    END""",
    """CREATE TRIGGER custody_account_update BEFORE UPDATE ON custody_account BEGIN
      SELECT RAISE(ABORT, 'custody: an account is never changed');
    END""",
    """CREATE TRIGGER custody_account_delete BEFORE DELETE ON custody_account BEGIN
      SELECT RAISE(ABORT, 'custody: an account is never removed');
    END""",
    """CREATE TRIGGER custody_unit_insert BEFORE INSERT ON custody_unit BEGIN
      SELECT RAISE(ABORT, 'custody: the unit exists already')
        WHERE EXISTS (SELECT 1 FROM custody_unit WHERE id = NEW.id)
           OR EXISTS (SELECT 1 FROM custody_unit WHERE record_id = NEW.record_id)
           OR EXISTS (SELECT 1 FROM custody_unit WHERE rowid = NEW.rowid);
      SELECT RAISE(ABORT, 'custody: a unit begins in a declared account')
        WHERE NEW.seq IS NOT 0
           OR NOT EXISTS (SELECT 1 FROM custody_account WHERE code = NEW.account_id AND kind = 'declared');
      SELECT RAISE(ABORT, 'custody: only a part has a parent, which is a bag or a part')
        WHERE NEW.parent_id IS NOT NULL AND (NEW.kind <> 'part' OR NOT EXISTS (
          SELECT 1 FROM custody_unit WHERE id = NEW.parent_id AND kind IN ('bag', 'part')));
    END""",
    """CREATE TRIGGER custody_unit_update BEFORE UPDATE ON custody_unit BEGIN
      SELECT RAISE(ABORT, 'custody: what a unit is never changes')
        WHERE NEW.id IS NOT OLD.id OR NEW.kind IS NOT OLD.kind
           OR NEW.parent_id IS NOT OLD.parent_id OR NEW.rowid IS NOT OLD.rowid;
      SELECT RAISE(ABORT, 'custody: a unit follows its row only into the next version of the list')
        WHERE NEW.record_id IS NOT OLD.record_id AND NOT EXISTS (
          SELECT 1 FROM registry_sourcerecord WHERE id = NEW.record_id AND continues_id = OLD.record_id);
      SELECT RAISE(ABORT, 'custody: a unit goes only where its next movement says')
        WHERE (NEW.account_id IS NOT OLD.account_id OR NEW.seq IS NOT OLD.seq)
          AND (NEW.seq IS NOT OLD.seq + 1 OR NOT EXISTS (
            SELECT 1 FROM custody_movement
            WHERE unit_id = NEW.id AND seq = NEW.seq AND credit_id = NEW.account_id));
    END""",
    """CREATE TRIGGER custody_unit_delete BEFORE DELETE ON custody_unit BEGIN
      SELECT RAISE(ABORT, 'custody: a unit is never removed');
    END""",
    """CREATE TRIGGER custody_movement_insert BEFORE INSERT ON custody_movement BEGIN
      SELECT RAISE(ABORT, 'custody: the movement exists already')
        WHERE EXISTS (SELECT 1 FROM custody_movement WHERE id = NEW.id)
           OR EXISTS (SELECT 1 FROM custody_movement WHERE rowid = NEW.rowid);
      SELECT RAISE(ABORT, 'custody: a movement starts where its unit stands')
        WHERE NOT EXISTS (
          SELECT 1 FROM custody_unit
          WHERE id = NEW.unit_id AND account_id = NEW.debit_id AND seq + 1 = NEW.seq);
      SELECT RAISE(ABORT, 'custody: only a reversal leads back to a declared account')
        WHERE NEW.reverses_id IS NULL
          AND NOT EXISTS (SELECT 1 FROM custody_account WHERE code = NEW.credit_id AND kind <> 'declared');
      SELECT RAISE(ABORT, 'custody: a reversal undoes the latest movement that counts')
        WHERE NEW.reverses_id IS NOT NULL AND (
          EXISTS (SELECT 1 FROM custody_movement WHERE reverses_id = NEW.reverses_id)
          OR NOT EXISTS (
            SELECT 1 FROM custody_movement AS undone
            WHERE undone.id = NEW.reverses_id AND undone.unit_id = NEW.unit_id AND undone.reverses_id IS NULL
              AND undone.debit_id = NEW.credit_id AND undone.credit_id = NEW.debit_id
              AND NOT EXISTS (
                SELECT 1 FROM custody_movement AS later
                WHERE later.unit_id = undone.unit_id AND later.seq > undone.seq AND later.reverses_id IS NULL
                  AND NOT EXISTS (SELECT 1 FROM custody_movement WHERE reverses_id = later.id))));
    END""",
    """CREATE TRIGGER custody_movement_moves AFTER INSERT ON custody_movement BEGIN
      UPDATE custody_unit SET account_id = NEW.credit_id, seq = NEW.seq WHERE id = NEW.unit_id;
    END""",
    """CREATE TRIGGER custody_movement_update BEFORE UPDATE ON custody_movement BEGIN
      SELECT RAISE(ABORT, 'custody: a movement is never changed, only reversed');
    END""",
    """CREATE TRIGGER custody_movement_delete BEFORE DELETE ON custody_movement BEGIN
      SELECT RAISE(ABORT, 'custody: a movement is never removed, only reversed');
    END""",
)
REMOVE = tuple(f"DROP TRIGGER IF EXISTS {name}" for name in NAMES)
