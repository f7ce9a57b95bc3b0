"""Both kinds of model on the user's own rows: contestants, measurement, statistics, verdict."""
