"""The assistant: understanding, deciding, answering, checking, and the ways to reach it."""
