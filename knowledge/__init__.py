"""What the project knows: cards, published results, sources, tasks, models and rules, as validated data."""

from knowledge.errors import KnowledgeError
from knowledge.load import Knowledge, load_knowledge

__all__ = ["Knowledge", "KnowledgeError", "load_knowledge"]
