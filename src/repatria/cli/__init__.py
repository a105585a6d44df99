"""The command line: one file for each engine or task, all hung under :mod:`repatria.cli.main`."""
