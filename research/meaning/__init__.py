"""Finding by meaning: passages and insights as points in a space where what means the same lies near.

A small model on this machine makes a vector of every passage (`model`, `learning`); the vectors stand in a table of
their own (`storage`) and are asked for what is nearest (`nearest`). No text leaves the server. Without the model
(extra `semantic`) or without pgvector in the database everything else works, and says so.
"""
