"""Working time: company calendar, due times that explain themselves, clocks on records."""
