"""Errors the app raises; each message says what was found and what mends it."""


class AppError(Exception):
    """Base of all errors a user may see."""


class WeightsError(AppError):
    """Weights are missing, damaged or could not be fetched."""


class DecoderError(AppError):
    """The decoder could not start, answer or finish."""


class InputError(AppError):
    """A question, table or option that cannot be used."""
