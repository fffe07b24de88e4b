from django.db.backends.postgresql import base, features


class DatabaseFeatures(features.DatabaseFeatures):
    minimum_database_version = (15,)


class DatabaseWrapper(base.DatabaseWrapper):
    """Refuses a server older than 15 when it connects, whatever version of Django is installed."""

    features_class = DatabaseFeatures

    def init_connection_state(self) -> None:
        """Say that no trigger is to be passed over, where nobody says otherwise.

        Each of our triggers asks so, for every row. Without an answer it catches an error, which costs more than most
        of what triggers do and, in a transaction of many rows, grows with the square of their number.
        """
        super().init_connection_state()
        with self.cursor() as cursor:
            cursor.execute("SET pgtrigger.ignore = '{}'")
