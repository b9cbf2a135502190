"""The database's own full-text index on SearchText, kept up to date by the database itself.

SQLite: an FTS5 table that has the rows of catalog_searchtext as its content, and triggers.
PostgreSQL: generated tsvector columns with a GIN index each. The words come folded and divided by
spaces, so the parsers have nothing to decide.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

COLUMNS = ("title", "lead", "extra", "text", "exact")
NAMES = ", ".join(COLUMNS)


def values(row: str) -> str:
    return ", ".join(f"{row}.{column}" for column in COLUMNS)


INSERT = f"INSERT INTO catalog_fts(rowid, {NAMES}) VALUES (new.entry_id, {values('new')});"
DELETE = (
    f"INSERT INTO catalog_fts(catalog_fts, rowid, {NAMES})"
    f" VALUES ('delete', old.entry_id, {values('old')});"
)
SQLITE = [
    f"CREATE VIRTUAL TABLE catalog_fts USING fts5({NAMES}, content='catalog_searchtext',"
    " content_rowid='entry_id', tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER catalog_fts_insert AFTER INSERT ON catalog_searchtext BEGIN " + INSERT + " END",
    "CREATE TRIGGER catalog_fts_delete AFTER DELETE ON catalog_searchtext BEGIN " + DELETE + " END",
    "CREATE TRIGGER catalog_fts_update AFTER UPDATE ON catalog_searchtext BEGIN "
    + DELETE
    + INSERT
    + " END",
]
SQLITE_BACK = [
    "DROP TRIGGER catalog_fts_insert",
    "DROP TRIGGER catalog_fts_delete",
    "DROP TRIGGER catalog_fts_update",
    "DROP TABLE catalog_fts",
]
VECTORS = {
    "title_vector": "title",
    "folded_vector": "title || ' ' || lead || ' ' || extra || ' ' || text",
    "exact_vector": "exact",
}
POSTGRESQL = [
    statement
    for name, source in VECTORS.items()
    for statement in (
        f"ALTER TABLE catalog_searchtext ADD COLUMN {name} tsvector"
        f" GENERATED ALWAYS AS (to_tsvector('simple', {source})) STORED",
        f"CREATE INDEX catalog_searchtext_{name} ON catalog_searchtext USING gin ({name})",
    )
]
POSTGRESQL_BACK = [f"ALTER TABLE catalog_searchtext DROP COLUMN {name}" for name in VECTORS]


def make_index(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


def drop_index(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in SQLITE_BACK if editor.connection.vendor == "sqlite" else POSTGRESQL_BACK:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]
    operations = [migrations.RunPython(make_index, drop_index)]
