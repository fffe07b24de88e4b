"""Pages of what was decided, for whoever has their link. `research.public` says how to make one."""
