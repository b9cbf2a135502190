"""Many new rows of one table at once, past the costs of Django's `bulk_create`.

PostgreSQL gets them by COPY, SQLite by one prepared statement. No signals are sent and no keys read
back: whoever needs keys takes them before (`new_keys`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

PLAIN = (str, int, float, bool, type(None))
CONVERTED = (
    *(models.JSONField, models.BinaryField, models.DateField, models.TimeField),
    *(models.UUIDField, models.DecimalField, models.DurationField),
)
"""Fields whose plain values may stand otherwise in the database."""


def new_keys(model: type[models.Model], count: int) -> list[int]:
    """Take the next keys of a table; inside the transaction that uses them."""
    connection = connections[router.db_for_write(model)]
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, column, count],
            )
            return [key for (key,) in cursor.fetchall()]
        # Nobody else writes before this transaction ends.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
        first = last[0] + 1 if last else 1
        return list(range(first, first + count))


def insert_rows(rows: Sequence[models.Model], fields: Iterable[models.Field] = ()) -> None:
    """Insert objects of one model; ``fields`` are those of its table where it has parents."""
    if not rows:
        return
    model = type(rows[0])
    columns = list(fields) or [
        field
        for field in model._meta.local_concrete_fields
        if not (isinstance(field, models.AutoField) and rows[0].pk is None)
    ]
    values = ([field.pre_save(row, add=True) for field in columns] for row in rows)
    insert_values(columns[0].model, columns, values)


def insert_values(
    model: type[models.Model],
    columns: Sequence[models.Field | str],
    rows: Iterable[Sequence[object]],
) -> None:
    """Insert rows given as values, in the order of ``columns``."""
    connection = connections[router.db_for_write(model)]
    fields = [model._meta.get_field(one) if isinstance(one, str) else one for one in columns]
    converters = [_converter(field, connection) for field in fields]
    ready = [
        [
            value if convert is None else convert(value)
            for value, convert in zip(row, converters, strict=True)
        ]
        for row in rows
    ]
    if not ready:
        return
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    names = ", ".join(quote(field.column) for field in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(cursor, f"COPY {table} ({names}) FROM STDIN", ready)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", ready)  # noqa: S608


def update_rows(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write some fields of many rows; `bulk_update` compiles a CASE for each value."""
    if not rows:
        return
    model = type(rows[0])
    connection = connections[router.db_for_write(model)]
    fields = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    settings = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    statement = (
        f"UPDATE {quote(model._meta.db_table)} SET {settings}"  # noqa: S608
        f" WHERE {quote(model._meta.pk.column)} = %s"
    )
    values = [
        [
            *(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields),
            row.pk,
        ]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


def _converter(
    field: models.Field, connection: BaseDatabaseWrapper
) -> Callable[[object], object] | None:
    if isinstance(field, models.ForeignKey | models.AutoField | models.BooleanField):
        return None
    converted = isinstance(field, CONVERTED) or field.get_internal_type() == "JSONField"

    def convert(value: object) -> object:
        if type(value) in PLAIN and not converted:
            return value
        return field.get_db_prep_save(value, connection)

    return convert


def _copy(cursor: CursorWrapper, statement: str, rows: Sequence[Sequence[object]]) -> None:
    def copy(_sql: str, _rows: object, _many: bool, _context: object) -> None:
        with cursor.db.wrap_database_errors, cursor.cursor.copy(statement) as stream:
            for row in rows:
                stream.write_row(row)

    # The way of `execute`, so that who counts queries sees this one too.
    cursor._execute_with_wrappers(statement, rows, many=True, executor=copy)
