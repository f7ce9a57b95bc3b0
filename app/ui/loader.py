"""Loads the models behind the page, so that the page is there first."""

from threading import Event, Thread
from typing import TYPE_CHECKING

from app.errors import AppError
from app.settings import Settings

if TYPE_CHECKING:
    from app.wiring import Services


class Loader:
    """Starts loading in the background and tells how far it is."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.step = "starting"
        """What is being done now, for people to read."""
        self.problem: str | None = None
        """Why loading failed, if it did."""
        self._services: Services | None = None
        self._done = Event()

    def start(self) -> None:
        """Begin loading; returns at once."""
        Thread(target=self._load, name="loader", daemon=True).start()

    @property
    def ready(self) -> bool:
        """Whether questions can be answered."""
        return self._services is not None

    def services(self, timeout_s: float | None = None) -> "Services":
        """The services, waiting for them if need be.

        Raises:
            AppError: if loading failed or takes longer than ``timeout_s``.
        """
        self._done.wait(timeout_s)
        if self._services is None:
            raise AppError(self.problem or f"still loading: {self.step}")
        return self._services

    def peek(self) -> "Services | None":
        """The services if they are there."""
        return self._services

    def _say(self, text: str) -> None:
        self.step = text
        print(text, flush=True)

    def _load(self) -> None:
        try:
            from app.wiring import build  # brings torch with it, so only now

            self._services = build(self.settings, self._say)
            self._say("ready")
        except Exception as error:
            self.problem = f"{type(error).__name__}: {error}"
            self._say(f"failed to load: {self.problem}")
        finally:
            self._done.set()
