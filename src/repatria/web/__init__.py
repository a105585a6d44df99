"""The Django shell: pages, rights, and what is stored.  It introduces the engines to each other."""
