"""Exports of analytics tools, read as a stream: no database, no more than one row in memory."""
