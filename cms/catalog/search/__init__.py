"""Search with and without tone marks, alike on SQLite and PostgreSQL."""
