"""The Evidence tab: published results to filter and compare, cards and results to read."""
