#!/usr/bin/env python3
"""Runs one of the project's commands. Every Python can read this file, so that an old one is told what is needed."""

import sys

if sys.version_info < (3, 11):
    sys.exit("Throughline needs Python 3.11 or newer; this is Python %d.%d." % sys.version_info[:2])

if __name__ == "__main__":
    from config import bootstrap

    bootstrap.ensure_packages(sys.argv)

    from config import command_line

    command_line.run(sys.argv)
