"""From a practitioner's free text to a profile of the task."""
