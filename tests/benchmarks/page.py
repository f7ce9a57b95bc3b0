"""Time from pressing Send to the verdict card in a real browser, everything between included."""

import shutil
from collections.abc import Callable
from statistics import median

from app.settings import Settings
from tests.benchmarks.answering import questions
from tests.benchmarks.start import serving

ROUNDS = 2

# Starts the clock, presses Send, and stops it when the verdict or a question back stands on the page.
_MEASURE = """() => new Promise((done) => {
  const answered = () => document.querySelector('#panel .bog-verdict, #chat .bot.message button.option, #chat .option');
  const started = performance.now();
  const watch = new MutationObserver(() => {
    if (answered()) { watch.disconnect(); done(performance.now() - started); }
  });
  watch.observe(document.body, {subtree: true, childList: true, attributes: true});
  document.querySelector('button.submit-button').click();
})"""


def run(settings: Settings, say: Callable[[str], None]) -> None:
    """Print the median."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("no chromium on this machine; nothing measured on the page")
        return
    from playwright.sync_api import sync_playwright

    waits = []
    with serving() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(url)
        page.wait_for_selector("#status .fine", timeout=60_000)
        for number, question in enumerate(
            [text for text in questions() if "KV" not in text and "BERT" not in text] * ROUNDS
        ):
            say(f"question {number + 1}")
            page.fill("#question textarea", question)
            waits.append(page.evaluate(_MEASURE))
            page.wait_for_selector("button.submit-button", timeout=60_000)
            page.evaluate("document.querySelector('#new').click()")
            page.wait_for_selector("#panel .bog-verdict", state="detached")
            page.wait_for_timeout(300)
        browser.close()
    warm = waits[1:]
    print(f"{'Send to verdict on the page':34} median {median(warm):8.0f} ms  worst {max(warm):8.0f} ms")
