"""The published models themselves, one file for each family; `csmodels.acsi.catalogue` finds them by name."""
