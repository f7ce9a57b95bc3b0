"""Entry point of a Hugging Face Space with 'sdk: gradio' (see README); everything else uses 'python -m app'."""

from app.settings import Settings, keep_private

keep_private()  # before gradio is imported

from app.ui.server import run  # noqa: E402

if __name__ == "__main__":
    run(Settings().model_copy(update={"host": "0.0.0.0"}))
