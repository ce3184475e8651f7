"""Which errors of a database say that it cannot serve now, rather than that it was asked for nonsense."""

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

# PostgreSQL's own numbers (appendix A of its manual). Most come as OperationalError; these do not always.
CLASSES = ("08", "53", "57", "58")  # connection, resources such as a full disk, intervention, system
CODES = ("25006", "40001", "40P01", "55P03")  # read-only, serialization, deadlock, lock not available


def is_absence(error: Exception) -> bool:
    """Down, full, read-only, locked, damaged or all connections taken: the same request may succeed later."""
    if isinstance(error, (OperationalError, InterfaceError, PoolTimeout)):
        return True
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "pgcode", None) or ""
    damaged = type(error.orig).__name__ == "DatabaseError"  # of SQLite: the file is not what it was
    return error.connection_invalidated or damaged or code.startswith(CLASSES) or code in CODES
