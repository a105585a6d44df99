"""The account's triggers in PostgreSQL; what they keep is told in ``guards``."""

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

# 23000 is integrity_constraint_violation: Django raises its IntegrityError, as on SQLite.
INSTALL = (
    """CREATE FUNCTION custody_guard_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'custody: what is written stays; a movement is only reversed' USING ERRCODE = '23000';
    END $$""",
    """CREATE FUNCTION custody_guard_account() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.code IS DISTINCT FROM NEW.kind || COALESCE(':' || NEW.party_id, '') THEN
        RAISE EXCEPTION 'custody: an account is named for its kind and party' USING ERRCODE = '23000';
      END IF;
      RETURN NEW;
    END $$""",
    """CREATE FUNCTION custody_guard_unit_insert() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.seq <> 0 OR NOT EXISTS (
          SELECT 1 FROM custody_account WHERE code = NEW.account_id AND kind = 'declared') THEN
        RAISE EXCEPTION 'custody: a unit begins in a declared account' USING ERRCODE = '23000';
      END IF;
      IF NEW.parent_id IS NOT NULL AND (NEW.kind <> 'part' OR NOT EXISTS (
          SELECT 1 FROM custody_unit WHERE id = NEW.parent_id AND kind IN ('bag', 'part'))) THEN
        RAISE EXCEPTION 'custody: only a part has a parent, which is a bag or a part' USING ERRCODE = '23000';
      END IF;
      RETURN NEW;
    END $$""",
    """CREATE FUNCTION custody_guard_unit_update() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF (NEW.id, NEW.kind, NEW.parent_id) IS DISTINCT FROM (OLD.id, OLD.kind, OLD.parent_id) THEN
        RAISE EXCEPTION 'custody: what a unit is never changes' USING ERRCODE = '23000';
      END IF;
      IF NEW.record_id IS DISTINCT FROM OLD.record_id AND NOT EXISTS (
          SELECT 1 FROM registry_sourcerecord WHERE id = NEW.record_id AND continues_id = OLD.record_id) THEN
        RAISE EXCEPTION 'custody: a unit follows its row only into the next version of the list'
          USING ERRCODE = '23000';
      END IF;
      IF (NEW.account_id, NEW.seq) IS DISTINCT FROM (OLD.account_id, OLD.seq)
          AND (NEW.seq <> OLD.seq + 1 OR NOT EXISTS (
            SELECT 1 FROM custody_movement
            WHERE unit_id = NEW.id AND seq = NEW.seq AND credit_id = NEW.account_id)) THEN
        RAISE EXCEPTION 'custody: a unit goes only where its next movement says' USING ERRCODE = '23000';
      END IF;
      RETURN NEW;
    END $$""",
    """CREATE FUNCTION custody_guard_movement() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      -- The unit is locked until the transaction ends: of two writers the later sees what the earlier did.
      PERFORM 1 FROM custody_unit
        WHERE id = NEW.unit_id AND account_id = NEW.debit_id AND seq + 1 = NEW.seq FOR NO KEY UPDATE;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'custody: a movement starts where its unit stands' USING ERRCODE = '23000';
      END IF;
      IF NEW.reverses_id IS NULL THEN
        IF NOT EXISTS (SELECT 1 FROM custody_account WHERE code = NEW.credit_id AND kind <> 'declared') THEN
          RAISE EXCEPTION 'custody: only a reversal leads back to a declared account' USING ERRCODE = '23000';
        END IF;
      ELSIF EXISTS (SELECT 1 FROM custody_movement WHERE reverses_id = NEW.reverses_id) OR NOT EXISTS (
          SELECT 1 FROM custody_movement AS undone
          WHERE undone.id = NEW.reverses_id AND undone.unit_id = NEW.unit_id AND undone.reverses_id IS NULL
            AND undone.debit_id = NEW.credit_id AND undone.credit_id = NEW.debit_id
            AND NOT EXISTS (
              SELECT 1 FROM custody_movement AS later
              WHERE later.unit_id = undone.unit_id AND later.seq > undone.seq AND later.reverses_id IS NULL
                AND NOT EXISTS (SELECT 1 FROM custody_movement AS undoing WHERE undoing.reverses_id = later.id))) THEN
        RAISE EXCEPTION 'custody: a reversal undoes the latest movement that counts' USING ERRCODE = '23000';
      END IF;
      RETURN NEW;
    END $$""",
    """CREATE FUNCTION custody_guard_moves() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      UPDATE custody_unit SET account_id = NEW.credit_id, seq = NEW.seq WHERE id = NEW.unit_id;
      RETURN NULL;
    END $$""",
    """CREATE TRIGGER custody_account_insert BEFORE INSERT ON custody_account
    FOR EACH ROW EXECUTE FUNCTION custody_guard_account()""",
    """CREATE TRIGGER custody_account_update BEFORE UPDATE ON custody_account
    FOR EACH ROW EXECUTE FUNCTION custody_guard_refuse()""",
    """CREATE TRIGGER custody_account_delete BEFORE DELETE OR TRUNCATE ON custody_account
    FOR EACH STATEMENT EXECUTE FUNCTION custody_guard_refuse()""",
    """CREATE TRIGGER custody_unit_insert BEFORE INSERT ON custody_unit
    FOR EACH ROW EXECUTE FUNCTION custody_guard_unit_insert()""",
    """CREATE TRIGGER custody_unit_update BEFORE UPDATE ON custody_unit
    FOR EACH ROW EXECUTE FUNCTION custody_guard_unit_update()""",
    """CREATE TRIGGER custody_unit_delete BEFORE DELETE OR TRUNCATE ON custody_unit
    FOR EACH STATEMENT EXECUTE FUNCTION custody_guard_refuse()""",
    """CREATE TRIGGER custody_movement_insert BEFORE INSERT ON custody_movement
    FOR EACH ROW EXECUTE FUNCTION custody_guard_movement()""",
    """CREATE TRIGGER custody_movement_moves AFTER INSERT ON custody_movement
    FOR EACH ROW EXECUTE FUNCTION custody_guard_moves()""",
    """CREATE TRIGGER custody_movement_update BEFORE UPDATE ON custody_movement
    FOR EACH ROW EXECUTE FUNCTION custody_guard_refuse()""",
    """CREATE TRIGGER custody_movement_delete BEFORE DELETE OR TRUNCATE ON custody_movement
    FOR EACH STATEMENT EXECUTE FUNCTION custody_guard_refuse()""",
)
REMOVE = (
    "DROP FUNCTION IF EXISTS custody_guard_refuse() CASCADE",
    "DROP FUNCTION IF EXISTS custody_guard_account() CASCADE",
    "DROP FUNCTION IF EXISTS custody_guard_unit_insert() CASCADE",
    "DROP FUNCTION IF EXISTS custody_guard_unit_update() CASCADE",
    "DROP FUNCTION IF EXISTS custody_guard_movement() CASCADE",
    "DROP FUNCTION IF EXISTS custody_guard_moves() CASCADE",
)
