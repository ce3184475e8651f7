"""What all tables share."""

from sqlalchemy import BigInteger, Column, Integer, MetaData

from bot.store.types import Instant

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite counts only a plain INTEGER primary key upwards by itself.
Serial = BigInteger().with_variant(Integer, "sqlite")


def moment(name: str, nullable: bool = False) -> "Column[Instant]":
    return Column(name, Instant, nullable=nullable)
