"""The Check tab: both kinds of model on the reader's own rows."""
