"""Finding the cards and results that answer a question."""
