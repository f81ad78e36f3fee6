"""Contacts: users' lists, what the firm knows of its people, what either is found by, and who was erased."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from adapters.crm.sql.rowsets import encoded, with_rows
from sync_core.contacts.contact import Card
from sync_core.contacts.kept import keys_of

revision = "0006"
down_revision = "0005"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
_TEXTS = [
    "given_name",
    "middle_name",
    "surname",
    "title",
    "suffix",
    "nickname",
    "department",
    "job_title",
    "mobile_phone",
    "web_page",
    "notes",
]
_LISTS = [
    "business_address",
    "home_address",
    "other_address",
    "business_phones",
    "home_phones",
    "categories",
]
_OF_PERSON = ", ".join(("name", "client", "display_name", "birthday", *_TEXTS, *_LISTS))
_PEOPLE_PER_STATEMENT = 5_000

# Whoever writes an entry, by whatever program, raises its version and comes up in its list's feed, where
# an entry stands once. Whoever writes a person or an address raises the person's version, and every entry
# that stands for the person comes up. An address with a position was written together with its person,
# who counted already; one at position -1 is about to be removed in the same way.
_TELL_SQLITE = """
  UPDATE contact_feed SET newest = newest + 1;
  DELETE FROM contact_change WHERE entry_id = <row>.id AND owner_id = <row>.owner_id;
  INSERT INTO contact_change (entry_id, owner_id, is_deleted, told_seq)
    SELECT <row>.id, <row>.owner_id, <gone>, newest FROM contact_feed;
"""
_TELL_PERSON_SQLITE = """
  DELETE FROM contact_change WHERE (entry_id, owner_id)
    IN (SELECT id, owner_id FROM contact_entry WHERE person_id = <person>);
  INSERT INTO contact_change (entry_id, owner_id, is_deleted, told_seq)
    SELECT e.id, e.owner_id, 0, f.newest + row_number() OVER (ORDER BY e.id)
    FROM contact_feed f, contact_entry e WHERE e.person_id = <person>;
  UPDATE contact_feed SET newest = newest
    + (SELECT count(*) FROM contact_entry WHERE person_id = <person>);
"""
_COUNT_SQLITE = "UPDATE contact_entry SET version = version + 1 WHERE id = NEW.id;"
_COUNT_PERSON_SQLITE = "UPDATE person SET version = version + 1 WHERE id = <person>;"


def _sqlite_trigger(name: str, when: str, body: str, **told: str) -> str:
    for word, value in told.items():
        body = body.replace(f"<{word}>", value)
    return f"CREATE TRIGGER {name} AFTER {when} BEGIN {body} END"


_ADDRESS_SQLITE = _COUNT_PERSON_SQLITE + _TELL_PERSON_SQLITE
_SQLITE = (
    "CREATE TABLE contact_feed (newest INTEGER NOT NULL)",
    "INSERT INTO contact_feed VALUES (0)",
    _sqlite_trigger("contact_added", "INSERT ON contact_entry", _TELL_SQLITE, row="NEW", gone="0"),
    _sqlite_trigger(
        "contact_changed",
        "UPDATE ON contact_entry",
        _COUNT_SQLITE + _TELL_SQLITE,
        row="NEW",
        gone="0",
    ),
    _sqlite_trigger(
        "contact_passed_on",
        "UPDATE OF owner_id ON contact_entry WHEN OLD.owner_id <> NEW.owner_id",
        _TELL_SQLITE,
        row="OLD",
        gone="0",
    ),
    _sqlite_trigger(
        "contact_deleted", "DELETE ON contact_entry", _TELL_SQLITE, row="OLD", gone="1"
    ),
    _sqlite_trigger(
        "person_changed",
        f"UPDATE OF {_OF_PERSON} ON person",
        _COUNT_PERSON_SQLITE + _TELL_PERSON_SQLITE,
        person="NEW.id",
    ),
    _sqlite_trigger(
        "person_given_address",
        "INSERT ON person_address WHEN NEW.position IS NULL",
        _ADDRESS_SQLITE,
        person="NEW.person_id",
    ),
    _sqlite_trigger(
        "person_changed_address",
        "UPDATE OF person_id, address ON person_address",
        _ADDRESS_SQLITE,
        person="NEW.person_id",
    ),
    _sqlite_trigger(
        "person_passed_address_on",
        "UPDATE OF person_id ON person_address WHEN OLD.person_id <> NEW.person_id",
        _ADDRESS_SQLITE,
        person="OLD.person_id",
    ),
    _sqlite_trigger(
        "person_lost_address",
        "DELETE ON person_address WHEN OLD.position IS NOT -1",
        _ADDRESS_SQLITE,
        person="OLD.person_id",
    ),
    "CREATE INDEX contact_change_owner ON contact_change (owner_id, told_seq)",
    "CREATE INDEX contact_change_told ON contact_change (told_seq)",
)
# An entry takes a shared lock on the person it comes to stand for: a change of that person which runs at
# the same time waits, and then tells the entry too. Otherwise it would see no entry, and the entry's
# reader no change.
_POSTGRESQL = (
    "CREATE SEQUENCE contact_told",
    """CREATE FUNCTION contact_version() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         NEW.version := OLD.version + 1;
         RETURN NEW;
       END $$""",
    """CREATE TRIGGER contact_version BEFORE UPDATE ON contact_entry
       FOR EACH ROW EXECUTE FUNCTION contact_version()""",
    """CREATE FUNCTION contact_person() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         PERFORM 1 FROM person WHERE id = NEW.person_id FOR SHARE;
         RETURN NEW;
       END $$""",
    """CREATE TRIGGER contact_person_added BEFORE INSERT ON contact_entry
       FOR EACH ROW WHEN (NEW.person_id IS NOT NULL) EXECUTE FUNCTION contact_person()""",
    """CREATE TRIGGER contact_person_changed BEFORE UPDATE OF person_id ON contact_entry
       FOR EACH ROW WHEN (NEW.person_id IS DISTINCT FROM OLD.person_id)
       EXECUTE FUNCTION contact_person()""",
    """CREATE FUNCTION tell_of_contact(told bigint, whose bigint, gone boolean) RETURNS void
       LANGUAGE sql AS $$
         INSERT INTO contact_change (entry_id, owner_id, is_deleted, told_seq, told_tx)
         VALUES (told, whose, gone, nextval('contact_told'), pg_current_xact_id()::text::bigint)
         ON CONFLICT (entry_id, owner_id) DO UPDATE SET is_deleted = excluded.is_deleted,
           told_seq = excluded.told_seq, told_tx = excluded.told_tx
       $$""",
    """CREATE FUNCTION contact_told() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF TG_OP = 'DELETE' THEN
           PERFORM tell_of_contact(OLD.id, OLD.owner_id, true);
           RETURN NULL;
         END IF;
         PERFORM tell_of_contact(NEW.id, NEW.owner_id, false);
         IF TG_OP = 'UPDATE' AND OLD.owner_id <> NEW.owner_id THEN
           PERFORM tell_of_contact(OLD.id, OLD.owner_id, false);
         END IF;
         RETURN NULL;
       END $$""",
    """CREATE TRIGGER contact_told AFTER INSERT OR UPDATE OR DELETE ON contact_entry
       FOR EACH ROW EXECUTE FUNCTION contact_told()""",
    """CREATE FUNCTION person_version() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         NEW.version := OLD.version + 1;
         RETURN NEW;
       END $$""",
    f"""CREATE TRIGGER person_version BEFORE UPDATE OF {_OF_PERSON} ON person
       FOR EACH ROW EXECUTE FUNCTION person_version()""",
    """CREATE FUNCTION person_told() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         PERFORM tell_of_contact(e.id, e.owner_id, false)
           FROM (SELECT id, owner_id FROM contact_entry WHERE person_id = NEW.id ORDER BY id) e;
         RETURN NULL;
       END $$""",
    f"""CREATE TRIGGER person_told AFTER UPDATE OF version, {_OF_PERSON} ON person
       FOR EACH ROW EXECUTE FUNCTION person_told()""",
    """CREATE FUNCTION person_address_told() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF TG_OP <> 'DELETE' THEN
           UPDATE person SET version = version + 1 WHERE id = NEW.person_id;
         END IF;
         IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND OLD.person_id <> NEW.person_id) THEN
           UPDATE person SET version = version + 1 WHERE id = OLD.person_id;
         END IF;
         RETURN NULL;
       END $$""",
    """CREATE TRIGGER person_given_address AFTER INSERT ON person_address
       FOR EACH ROW WHEN (NEW.position IS NULL) EXECUTE FUNCTION person_address_told()""",
    """CREATE TRIGGER person_changed_address AFTER UPDATE OF person_id, address ON person_address
       FOR EACH ROW EXECUTE FUNCTION person_address_told()""",
    """CREATE TRIGGER person_lost_address AFTER DELETE ON person_address
       FOR EACH ROW WHEN (OLD.position IS DISTINCT FROM -1)
       EXECUTE FUNCTION person_address_told()""",
    "CREATE INDEX contact_change_owner ON contact_change (owner_id, told_tx, told_seq)",
    "CREATE INDEX contact_change_told ON contact_change (told_tx, told_seq)",
)


def upgrade() -> None:
    """Create the tables, and let the people who are there be found by their names."""
    connection = op.get_bind()
    on_postgresql = connection.dialect.name == "postgresql"
    _extend_person()
    _create_entry(on_postgresql)
    _create_keys()
    _create_change(on_postgresql)
    _create_mark_and_erasure()
    _name_people(connection, on_postgresql)
    for statement in _POSTGRESQL if on_postgresql else _SQLITE:
        op.execute(statement)


def downgrade() -> None:
    """Drop all lists and what contacts taught of people; who was erased is kept, for a later upgrade."""
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for name, table in _PERSON_TRIGGERS[on_postgresql]:
        op.execute(f"DROP TRIGGER {name}{f' ON {table}' if on_postgresql else ''}")
    for name in ("contact_mark", "contact_key", "person_key", "contact_entry", "contact_change"):
        op.drop_table(name)
    if on_postgresql:
        for name in _FUNCTIONS:
            op.execute(f"DROP FUNCTION {name}")
        op.execute("DROP SEQUENCE contact_told")
    else:
        op.drop_table("contact_feed")
    op.drop_column("person_address", "position")
    for column in [*_card(), sa.Column("display_name"), sa.Column("modified_at")]:
        op.drop_column("person", column.name)


_PERSON_TRIGGERS = {
    False: (
        ("person_changed", "person"),
        ("person_given_address", "person_address"),
        ("person_changed_address", "person_address"),
        ("person_passed_address_on", "person_address"),
        ("person_lost_address", "person_address"),
    ),
    True: (
        ("person_version", "person"),
        ("person_told", "person"),
        ("person_given_address", "person_address"),
        ("person_changed_address", "person_address"),
        ("person_lost_address", "person_address"),
    ),
}
_FUNCTIONS = (
    "contact_told()",
    "person_told()",
    "person_address_told()",
    "person_version()",
    "tell_of_contact(bigint, bigint, boolean)",
    "contact_person()",
    "contact_version()",
)


def _card() -> list[sa.Column[Any]]:
    texts = [sa.Column(name, sa.Text, nullable=False, server_default="") for name in _TEXTS]
    lists = [sa.Column(name, sa.Text, nullable=False, server_default="[]") for name in _LISTS]
    return [*texts, *lists, sa.Column("birthday", sa.Text)]


def _extend_person() -> None:
    """Add what contact lists know of people; the name stands for the display name where that is missing."""
    own: list[sa.Column[Any]] = [
        sa.Column("display_name", sa.Text),
        sa.Column("modified_at", _TIME),
    ]
    for column in [*_card(), *own]:
        op.add_column("person", column)
    op.add_column("person_address", sa.Column("position", sa.Integer))


def _create_entry(on_postgresql: bool) -> None:
    by_character = sa.Text(collation="C") if on_postgresql else sa.Text()
    op.create_table(
        "contact_entry",
        sa.Column("id", _ID, sa.Identity(), primary_key=True),
        sa.Column("key", sa.Text),
        sa.Column("owner_id", _ID, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("origin", sa.Text, nullable=False, server_default="api"),
        sa.Column("person_id", _ID, sa.ForeignKey("person.id", ondelete="SET NULL")),
        sa.Column("sharing", sa.Text, nullable=False, server_default="list"),
        sa.Column("kept_back", sa.Text, nullable=False, server_default="[]"),
        sa.Column("display_name", sa.Text, nullable=False, server_default=""),
        sa.Column("company", sa.Text, nullable=False, server_default=""),
        sa.Column("emails", sa.Text, nullable=False, server_default="[]"),
        *_card(),
        sa.Column("sort_name", by_character, nullable=False, server_default=""),
        sa.Column("sought", sa.Text, nullable=False, server_default=""),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("modified_at", _TIME, nullable=False),
        sa.CheckConstraint("origin IN ('page', 'import', 'api', 'sync')", name="contact_origin"),
        sa.CheckConstraint("sharing IN ('private', 'list', 'firm')", name="contact_sharing"),
        sqlite_autoincrement=True,
    )
    op.create_index("contact_entry_key", "contact_entry", ["key"], unique=True)
    op.create_index("contact_entry_owner", "contact_entry", ["owner_id", "id"])
    op.create_index("contact_entry_name", "contact_entry", ["owner_id", "sort_name", "id"])
    where = sa.text("person_id IS NOT NULL")
    op.create_index(
        "contact_entry_person",
        "contact_entry",
        ["person_id", "id"],
        sqlite_where=where,
        postgresql_where=where,
    )


def _create_keys() -> None:
    """Create what entries and people are found by; people's e-mail addresses stand in person_address."""
    op.create_table(
        "contact_key",
        sa.Column("owner_id", _ID, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, primary_key=True),
        sa.Column(
            "entry_id",
            _ID,
            sa.ForeignKey("contact_entry.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("contact_key_entry", "contact_key", ["entry_id"])
    op.create_table(
        "person_key",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, primary_key=True),
        sa.Column(
            "person_id",
            _ID,
            sa.ForeignKey("person.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("person_key_person", "person_key", ["person_id"])


def _create_change(on_postgresql: bool) -> None:
    """Create the feed; its rows outlive the entries that they tell of."""
    feed = [sa.Column("told_seq", sa.BigInteger, nullable=False)]
    if on_postgresql:
        feed.append(sa.Column("told_tx", sa.BigInteger, nullable=False))
    op.create_table(
        "contact_change",
        sa.Column("entry_id", _ID, primary_key=True, autoincrement=False),
        sa.Column("owner_id", _ID, primary_key=True, autoincrement=False),
        sa.Column("is_deleted", sa.Boolean, nullable=False),
        *feed,
        sqlite_with_rowid=False,
    )


def _create_mark_and_erasure() -> None:
    op.create_table(
        "contact_mark",
        sa.Column("owner_id", _ID, primary_key=True, autoincrement=False),
        sa.Column("generation", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "erasure",
        sa.Column("address_hash", sa.Text, primary_key=True),
        if_not_exists=True,  # who asked to be erased stays so over a downgrade
    )


def _name_people(connection: sa.Connection, on_postgresql: bool) -> None:
    """Write the name keys of the people who are there."""
    people = sa.text("SELECT id, name FROM person WHERE id > :after ORDER BY id LIMIT :limit")
    add = with_rows(
        "INSERT INTO person_key (kind, value, person_id) SELECT kind, value, person_id FROM <rows>",
        "kind text, value text, person_id bigint",
        on_postgresql,
    )
    after = 0
    while page := connection.execute(
        people, {"after": after, "limit": _PEOPLE_PER_STATEMENT}
    ).all():
        keys = [(*key, row.id) for row in page for key in keys_of(Card(display_name=row.name))]
        connection.execute(add, {"rows": encoded(keys)})
        after = page[-1].id
