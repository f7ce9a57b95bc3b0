"""Who takes part in a check: one class for each way to label texts, all behind one protocol."""
