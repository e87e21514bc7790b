"""From the tables of one version to those of the next, in order; run when the database is opened."""
