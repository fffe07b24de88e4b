from django.db.backends.postgresql import base, features


class DatabaseFeatures(features.DatabaseFeatures):
    minimum_database_version = (15,)


class DatabaseWrapper(base.DatabaseWrapper):
    """Refuses a server older than 15 when it connects, whatever version of Django is installed."""

    features_class = DatabaseFeatures
