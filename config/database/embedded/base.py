from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db.backends.postgresql import client, creation
from django.db.backends.utils import CursorWrapper

from config.database import base
from config.database.embedded import programs, server


class DatabaseClient(client.DatabaseClient):
    """`dbshell` with the package's own psql, as most machines without a database have none."""

    def runshell(self, parameters: Iterable[str]) -> None:
        address = server.running(Path(self.connection.settings_dict["HOST"]))
        self.executable_name = type(self).executable_name = str(programs.folder() / "psql")
        self.connection.settings_dict |= {"HOST": str(address.host), "PORT": str(address.port)}
        super().runshell(parameters)


class DatabaseCreation(creation.DatabaseCreation):
    def _execute_create_test_db(self, cursor: CursorWrapper, parameters: dict[str, str], keepdb: bool = False) -> None:
        """Create the test database, and spare every process that connects to it the wait for the disk."""
        super()._execute_create_test_db(cursor, parameters, keepdb)  # type: ignore[misc]  # absent from the stubs
        cursor.execute("ALTER DATABASE {dbname} SET synchronous_commit TO off".format(**parameters))


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient
    creation_class = DatabaseCreation

    def get_connection_params(self) -> dict[str, Any]:
        """Return the parameters of a server that runs: starts it where it does not, or raises OperationalError."""
        address = server.running(Path(self.settings_dict["HOST"]))
        return {**super().get_connection_params(), "host": str(address.host), "port": address.port}
