"""The page: Gradio, and only here."""
