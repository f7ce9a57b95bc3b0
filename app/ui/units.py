"""Figures as people write them."""


def size(params_m: float) -> str:
    """Parameters: ``110M``, ``8B``."""
    return f"{params_m / 1000:.3g}B" if params_m >= 1000 else f"{params_m:.0f}M"


def memory(megabytes: float) -> str:
    """Memory: ``0.3 GB``."""
    return f"{megabytes / 1000:.2g} GB"
