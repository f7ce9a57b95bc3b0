"""From a task profile to a verdict, by the rules in the knowledge base."""
