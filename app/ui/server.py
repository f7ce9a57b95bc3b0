"""Serves the page: binds at once, loads behind it."""

import json

import gradio as gr
import uvicorn
from fastapi import FastAPI, Response

from app.settings import Settings
from app.ui.loader import Loader
from app.ui.page import build_page
from app.ui.theme import STYLE, head, theme

# The page fetches nothing from elsewhere, and what it shows cannot either.
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; connect-src 'self' data: blob:; worker-src 'self' blob:; "
    "media-src 'self' blob: data:"
)


def build_app(loader: Loader) -> FastAPI:
    """The page and its health checks, as one ASGI app."""
    app = FastAPI(title="BERT or GPT?", docs_url=None, redoc_url=None, openapi_url=None)

    @app.middleware("http")
    async def add_policy(request, call_next):  # type: ignore[no-untyped-def]
        response = await call_next(request)
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "up"}

    @app.get("/readyz")
    def readyz() -> Response:
        body = {"ready": loader.ready, "step": loader.step, "problem": loader.problem}
        return Response(json.dumps(body), 200 if loader.ready else 503, media_type="application/json")

    page = build_page(loader)
    page.queue(max_size=100, default_concurrency_limit=8)
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        theme=theme(),
        css_paths=STYLE,
        head=head(),
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        max_file_size=round(loader.settings.max_upload_mb * 1_000_000),
        show_error=True,
        server_port=loader.settings.port,
    )
    return app


def run(settings: Settings) -> None:
    """Serve until stopped."""
    loader = Loader(settings)
    app = build_app(loader)

    class Server(uvicorn.Server):
        async def startup(self, sockets=None):  # type: ignore[no-untyped-def]
            await super().startup(sockets)
            print(f"BERT or GPT? on http://{settings.host}:{settings.port}", flush=True)
            loader.start()  # only now: importing torch earlier would keep the page from answering

    Server(
        uvicorn.Config(app, host=settings.host, port=settings.port, log_level="warning", timeout_graceful_shutdown=2)
    ).run()
