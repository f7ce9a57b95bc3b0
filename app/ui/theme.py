"""The look: one theme on Gradio's base, with fonts that ship in Gradio itself."""

from pathlib import Path

import gradio as gr
from gradio.themes.utils import colors
from gradio.themes.utils.fonts import LocalFont

from app.bakeoff.drawing.page import STYLE as REPORT_STYLE

FOLDER = Path(__file__).parent
STYLE = [FOLDER / "style.css", REPORT_STYLE]
SCRIPT = FOLDER / "page.js"

_CHINESE = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC")


def theme() -> gr.themes.Base:
    """Teal for encoders, violet for decoders, warm greys around them."""
    # Bold stands in for semi-bold, whose file in Gradio holds hardly any Latin letters.
    sans = (LocalFont("IBM Plex Sans", weights=(400, 700)), "ui-sans-serif", "system-ui", *_CHINESE, "sans-serif")
    mono = (LocalFont("IBM Plex Mono"), "ui-monospace", "monospace")
    return gr.themes.Base(
        primary_hue=colors.teal,
        secondary_hue=colors.violet,
        neutral_hue=colors.stone,
        radius_size=gr.themes.sizes.radius_md,
        font=sans,
        font_mono=mono,
    ).set(
        body_background_fill="*neutral_50",
        body_background_fill_dark="#171513",
        body_text_color_subdued="*neutral_600",  # the default is too pale to read on white
        body_text_color_subdued_dark="*neutral_400",
        block_background_fill="white",
        block_background_fill_dark="#211e1b",
        block_border_width="1px",
        block_border_color="*neutral_200",
        block_border_color_dark="#37322d",
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_600",
        button_primary_text_color="white",
        input_background_fill="white",
        input_background_fill_dark="#2a2622",
    )


def head() -> str:
    """What stands in the page's head: our script, inline, so that nothing is fetched from elsewhere."""
    return f"<script>{SCRIPT.read_text(encoding='utf-8')}</script>"
