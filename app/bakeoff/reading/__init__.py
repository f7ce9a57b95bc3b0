"""The user's rows: from a paste or a file to usable examples, every row accounted for."""
