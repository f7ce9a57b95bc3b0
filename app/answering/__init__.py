"""From a verdict and its evidence to words that are checked before they are shown."""
