"""Small tables written for this project, so that a check can be tried without own data."""
