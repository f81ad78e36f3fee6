"""The embedded CRM on SQL: SQLite by default, PostgreSQL by its address."""

from adapters.crm.sql.crm import SqlCrm

__all__ = ["SqlCrm"]
