"""The page in a real Chromium, over the real server with real models."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from gradio_client import Client
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

ROOT = Path(__file__).parents[3]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ENGLISH = "5,200 letters are sorted into 8 fixed subjects, CPU only, 70 ms each. BERT or GPT?"
CHINESE = "标了五千两百封信，分八个固定主题，只有CPU，每封70毫秒以内，用BERT还是GPT？"
PATIENCE_MS = 60_000

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine; .ci/run installs Debian's")


@dataclass
class Server:
    """A serving process that can be restarted on the same port."""

    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        command = [sys.executable, "-m", "app", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(command, cwd=ROOT, env=os.environ.copy(), stdout=subprocess.DEVNULL)
        until = time.monotonic() + 180
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.url}readyz", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        raise TimeoutError("the server did not get ready")

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=30)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        running = Server(probe.getsockname()[1])
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


class Visit:
    """One open page, with everything it asked for and everything that went wrong on it."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page, self.server = page, server
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(server.url)
        page.wait_for_selector("#question textarea")
        expect(page.locator("#status .fine")).to_be_visible(timeout=PATIENCE_MS)

    def ask(self, text: str) -> None:
        self.page.fill("#question textarea", text)
        self.page.press("#question textarea", "Enter")

    def wait_worded(self) -> None:
        """Until the wording is complete: its closing line stands there."""
        expect(self.page.locator("#chat .bot.message").last).to_contain_text(
            re.compile(r"Worded by|Wording:|措辞|组织语言"), timeout=PATIENCE_MS
        )
        expect(self.page.locator("button.stop-button")).to_have_count(0, timeout=PATIENCE_MS)


@pytest.fixture
def visit(server: Server, browser: Browser) -> Iterator[Visit]:
    """A first visit: a fresh browser profile each time."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, locale="en-US")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    opened = Visit(page, server)
    yield opened
    assert opened.errors == []
    own = (server.url, "data:", "blob:")
    assert [url for url in opened.requests if not url.startswith(own)] == []
    context.close()


def test_english_gets_its_verdict_before_the_wording(visit: Visit) -> None:
    visit.ask(ENGLISH)
    expect(visit.page.locator("#panel .bog-verdict")).to_contain_text("Encoder")
    assert "Worded by" not in visit.page.inner_text("#chat")
    visit.wait_worded()
    text = visit.page.inner_text("#chat")
    assert text.index("BERT family") < text.index("Build this on an encoder") < text.index("What would change it")
    expect(visit.page.locator("#panel .bog-chip").first).to_be_visible()
    assert visit.page.locator("#panel .bog-evidence li[id]").count() >= 3


def test_an_edited_chip_changes_the_verdict_by_keyboard_alone(visit: Visit) -> None:
    page, turns = visit.page, visit.page.locator("#chat .user.message")
    visit.ask(ENGLISH)
    expect(page.locator("#panel .bog-verdict")).to_contain_text("Encoder")  # its wording still goes on
    page.focus("#chip-labels")
    page.keyboard.press("Enter")
    expect(page.locator("#value-labels")).to_be_focused()
    expect(page.locator("#value-labels")).to_have_value("5200")
    page.keyboard.press("Control+A")
    page.keyboard.type("-1")
    page.keyboard.press("Enter")
    expect(page.get_by_text("a whole number from 0 to a trillion is needed")).to_be_visible()
    expect(turns).to_have_count(1)
    page.keyboard.press("Control+A")
    page.keyboard.type("0")
    page.keyboard.press("Enter")
    expect(turns).to_have_count(2)
    expect(turns.last).to_contain_text("labelled examples: 0")
    expect(page.locator("#panel .bog-verdict")).to_contain_text("Distillation")
    expect(page.locator("#chat .bot.message").last).to_contain_text("Distillation")
    expect(page.locator("#chip-labels")).to_be_focused()
    visit.wait_worded()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(turns.last).to_contain_text("forget: labelled examples")
    expect(page.locator("#chip-labels")).to_have_count(0)
    expect(page.locator("#chip-add")).to_be_focused()


def test_a_fact_added_to_nothing_starts_a_conversation(visit: Visit) -> None:
    page = visit.page
    page.click("#chip-add")
    page.select_option("#add-fact", "output")
    page.locator("#edit-output button", has_text="labels").click()
    expect(page.locator("#chat .user.message")).to_have_text("output: labels")
    expect(page.locator("#chip-output")).to_be_visible()
    expect(page.locator("#chat button.option").first).to_be_visible()
    page.click("#chip-output")
    expect(page.locator("#edit-output")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#edit-output")).to_be_hidden()
    expect(page.locator("#chip-output")).to_be_focused()


def test_chinese_gets_chinese(visit: Visit) -> None:
    visit.ask(CHINESE)
    expect(visit.page.locator("#panel .bog-verdict")).to_be_visible()
    visit.wait_worded()
    assert "这个任务建议用编码器" in visit.page.inner_text("#chat")


def test_a_mark_opens_its_passage(visit: Visit) -> None:
    visit.ask(ENGLISH)
    visit.wait_worded()
    visit.page.locator('#chat a[href$="#evidence-2"]').first.click()
    expect(visit.page.locator("#evidence-2 blockquote")).to_be_visible()


def test_stop_ends_the_wording_and_the_next_question_is_answered(visit: Visit) -> None:
    visit.ask(ENGLISH)
    expect(visit.page.locator("#panel .bog-verdict")).to_be_visible()
    visit.page.locator("button.stop-button").click()
    expect(visit.page.locator("#chat")).to_contain_text("Stopped.")
    expect(visit.page.locator("button.submit-button")).to_be_visible()
    stopped = visit.page.inner_text("#chat")
    time.sleep(3)
    assert visit.page.inner_text("#chat") == stopped
    visit.ask("and without any labels?")
    visit.wait_worded()
    expect(visit.page.locator("#chat .bot.message")).to_have_count(2)


def test_stop_works_after_a_button_too(visit: Visit) -> None:
    visit.ask("Which model should our company use for its texts?")
    options = visit.page.locator("#chat button.option")
    expect(options.first).to_be_visible()
    options.last.click()  # Skip
    for _ in range(8):
        if visit.page.locator("#panel .bog-verdict").count():
            break
        time.sleep(1)
        skip = visit.page.locator("#chat button.option", has_text="Skip")
        if skip.count() and visit.page.locator("button.submit-button").count():
            skip.last.click()
    expect(visit.page.locator("#panel .bog-verdict")).to_be_visible()
    visit.page.locator("button.stop-button").click()
    expect(visit.page.locator("#chat")).to_contain_text("Stopped.")


def test_retry_undo_and_edit(visit: Visit) -> None:
    visit.ask(ENGLISH)
    visit.wait_worded()
    visit.page.get_by_label("Retry").last.click()
    expect(visit.page.locator("button.stop-button")).to_be_visible()  # until then the old wording still stands there
    visit.wait_worded()
    expect(visit.page.locator("#chat .bot.message")).to_have_count(1)
    visit.page.get_by_label("Edit").last.click()
    box = visit.page.locator("#chat textarea").first
    box.fill("Draft friendly replies to 40 customer mails a day.")
    visit.page.get_by_label("Submit").last.click()
    expect(visit.page.locator("#panel .bog-verdict")).to_contain_text("Decoder")
    visit.wait_worded()
    expect(visit.page.locator("#chat .bot.message")).to_have_count(1)
    visit.page.get_by_label("Undo").last.click()
    expect(visit.page.locator("#question textarea")).to_have_value("Draft friendly replies to 40 customer mails a day.")
    expect(visit.page.locator("#chat .bot.message")).to_have_count(0)


def test_a_conversation_survives_reload_and_restart_and_can_be_renamed_and_deleted(
    visit: Visit, server: Server
) -> None:
    page = visit.page
    visit.ask(ENGLISH)
    visit.wait_worded()
    page.reload()
    expect(page.locator("#chat")).to_contain_text("Build this on an encoder")
    expect(page.locator("#panel .bog-verdict")).to_be_visible(timeout=PATIENCE_MS)
    server.stop()
    server.start()
    page.reload()
    expect(page.locator("#status .fine")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator("#chat")).to_contain_text("Build this on an encoder")
    page.get_by_label("Toggle Sidebar").first.click() if page.get_by_label("Toggle Sidebar").count() else page.locator(
        "#sidebar .toggle-button"
    ).click()
    page.fill("#name textarea, #name input", "Letters")
    page.click("#rename")
    expect(page.locator("#conversations")).to_contain_text("Letters")
    page.click("#new")
    expect(page.locator("#chat")).not_to_contain_text("Build this on an encoder")
    page.locator("#conversations label", has_text="Letters").click()
    expect(page.locator("#chat")).to_contain_text("Build this on an encoder")
    page.click("#delete")
    expect(page.locator("#conversations")).not_to_contain_text("Letters")
    expect(page.locator("#chat")).not_to_contain_text("Build this on an encoder")


def test_the_language_switch_changes_all_wording_and_is_remembered(visit: Visit) -> None:
    page = visit.page
    page.locator("#language label", has_text="中文").click()
    for name in ("对话", "实测", "演示", "决策过程", "证据", "关于"):
        expect(page.get_by_role("tab", name=name, exact=True)).to_be_attached()
    expect(page.locator("#panel")).to_contain_text("我的理解")
    page.reload()
    expect(page.locator("#panel")).to_contain_text("我的理解", timeout=PATIENCE_MS)


def test_switching_the_language_keeps_what_was_typed(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("tab", name="Demos", exact=True).click()
    page.fill("#demo-tokens textarea", "my own text")
    page.locator("#language label", has_text="中文").click()
    expect(page.get_by_role("tab", name="演示", exact=True)).to_be_visible()
    expect(page.locator("#demo-tokens textarea")).to_have_value("my own text")


MOODS = (("a good thing", "praise"), ("a bad thing", "blame"))
TABLE = "text,label\n" + "\n".join(f"{words} number {n},{label}" for n in range(40) for words, label in MOODS)


def prepare_check(visit: Visit, table: str = TABLE) -> None:
    """The Check tab with a small table, and the contestants that take long left out."""
    page = visit.page
    page.get_by_role("tab", name="Check", exact=True).click()
    page.fill("#rows textarea", table)
    expect(page.locator("#found")).to_contain_text("80 labelled rows in 2 classes")
    page.get_by_role("button", name="Who takes part").click()
    for name in ("fine-tuned", "taught by", "free answers", "no examples"):
        page.locator("#who label", has_text=name).click()


def test_check_it_live_runs_both_models_and_its_outcome_stands_in_the_chat(visit: Visit) -> None:
    page = visit.page
    visit.ask(ENGLISH)
    visit.wait_worded()
    prepare_check(visit)
    expect(page.locator("#estimate")).to_contain_text("without the decoder", timeout=PATIENCE_MS)
    page.get_by_role("tab", name="Chat", exact=True).click()
    page.locator("#chat button.option", has_text="Check it live").click()
    expect(page.locator("#check-progress progress")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator("#check-progress")).to_contain_text("Done: ", timeout=180_000)
    expect(page.locator("#check-more")).to_be_visible()
    text = page.inner_text("#check-result")
    assert "multilingual-e5-small" in text and "118M" in text
    assert "SmolLM2-135M-Instruct" in text and "135M" in text
    outcome = re.search(r"\b(Held|Failed|Undecided)\b", text)
    assert outcome
    expect(page.locator("#check-published")).to_contain_text("not measured here")
    page.get_by_role("tab", name="Chat", exact=True).click()
    expect(page.locator("#chat .bot.message").last).to_contain_text("your run")
    page.locator("#check-published a").first.dispatch_event("click")
    expect(page.locator("#card h2")).to_contain_text(re.compile(r"^E\d{3} "))


def test_a_cancelled_check_keeps_what_it_has_and_labels_can_be_corrected(visit: Visit) -> None:
    page = visit.page
    prepare_check(visit)
    page.click("#run-check")
    expect(page.locator("#check-progress")).to_contain_text(re.compile(r"Row (?!0\b)\d+ of"), timeout=PATIENCE_MS)
    page.click("#cancel-check")
    expect(page.locator("#check-progress")).to_contain_text("Cancelled after", timeout=PATIENCE_MS)
    expect(page.locator("#run-check")).to_be_enabled()
    result = page.locator("#check-result")
    expect(result).to_contain_text("Cancelled: as far as it came")
    before = result.inner_text()
    cell = page.locator('#check-rows [data-row="0"][data-col="2"]').first
    label = cell.inner_text().strip()
    _type_into(page, cell, "nonsense")
    expect(page.locator("#labels-changed [role=alert]")).to_contain_text("Not one of the classes: nonsense")
    expect(cell).to_contain_text(label)
    _type_into(page, cell, ({"praise", "blame"} - {label}).pop())
    expect(page.locator("#labels-changed")).to_contain_text("Labels changed: 1")
    expect(result).not_to_have_text(before, use_inner_text=True)
    page.click("#reset-labels")
    expect(page.locator("#labels-changed")).not_to_contain_text("Labels changed")
    expect(cell).to_contain_text(label)
    for form, inside in (("html", "<!DOCTYPE html>"), ("csv", "line,text,label"), ("json", '"setup"')):
        with page.expect_download() as saved:
            page.click(f"#save-{form}")
        assert inside in saved.value.path().read_text(encoding="utf-8")
    page.locator("#language label", has_text="中文").click()
    expect(result).to_contain_text("已取消")


def _type_into(page: Page, cell: Locator, text: str) -> None:
    """Enter a text in a cell of a table as a reader does."""
    cell.dblclick()
    cell.locator("textarea, input").fill(text)
    page.keyboard.press("Enter")


def test_a_bad_table_is_refused_with_its_line_before_anything_runs(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("tab", name="Check", exact=True).click()
    page.fill("#rows textarea", "text,label\ngood,a\nbad row with, three, cells\n")
    expect(page.locator("#found [role=alert]")).to_contain_text("ine 3", timeout=PATIENCE_MS)
    page.click("#run-check")
    expect(page.locator("#check-progress [role=alert]")).to_contain_text("ine 3", timeout=PATIENCE_MS)
    expect(page.locator("#run-check")).to_be_enabled()


def test_an_uploaded_file_is_read_and_its_columns_can_be_chosen(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    file = tmp_path / "pairs.tsv"
    rows = (f"a sentence {n}\tanother sentence {n}\t{'same' if n % 2 else 'other'}" for n in range(20))
    file.write_text("sentence\treply\tlabel\n" + "\n".join(rows), encoding="utf-8")
    page.get_by_role("tab", name="Check", exact=True).click()
    with page.expect_file_chooser() as chooser:
        page.click("#upload")
    chooser.value.set_files(file)
    expect(page.locator("#found")).to_contain_text("pairs.tsv: 20 labelled rows in 2 classes")
    page.click("#second-column input")
    page.get_by_role("option", name="reply").click()
    expect(page.locator("#found")).to_contain_text("20 labelled pairs of texts")
    page.click("#drop-files")
    expect(page.locator("#found")).to_contain_text("Pasted rows")


@pytest.mark.parametrize("name", ["tokens", "similarity", "continuation"])
def test_each_demo_runs(visit: Visit, name: str) -> None:
    page = visit.page
    page.get_by_role("tab", name="Demos", exact=True).click()
    if not page.locator(f"#run-{name}").is_visible():
        page.locator(
            "button.label-wrap", has_text={"similarity": "Similarity", "continuation": "Write on"}[name]
        ).click()
    page.click(f"#run-{name}")
    expect(page.locator(f"#result-{name}")).to_contain_text("118M", timeout=PATIENCE_MS)


def test_the_decision_tab_lights_the_path_to_the_verdict_and_can_be_clicked_through(visit: Visit) -> None:
    page = visit.page
    page.locator("#chat .example", has_text="2 million reviews").click()
    expect(page.locator("#panel .bog-verdict")).to_be_visible()
    verdict = page.inner_text("#panel .bog-verdict strong")
    page.get_by_role("tab", name="Decision", exact=True).click()
    end = page.locator("#tree .bog-node.ended")
    expect(end.locator(".bog-leaf")).to_have_text(verdict)
    outcome = page.locator("#tree [role=status]")
    expect(outcome).to_contain_text(f"Leads to: {verdict}")
    page.locator("#tree #why-no-llm summary").click()
    page.locator("#tree [data-to=yes-writing]").click()
    expect(outcome).to_contain_text("Leads to: Decoder LLM")
    expect(page.locator("#tree #node-writing")).to_have_attribute("aria-current", "step")
    expect(page.locator("#tree #why-no-llm p").first).to_be_visible()  # what was unfolded stays so
    expect(outcome).to_be_in_viewport()  # although the page has been scrolled down
    page.locator("#tree [data-to=reset]").click()
    expect(outcome).to_contain_text(f"Leads to: {verdict}")
    expect(page.locator("#source-tree .bog-compared")).to_contain_text(f"The procedure says: {verdict}.")
    end.locator('a[href^="#open-"]').first.click()
    expect(page.locator("#card h2")).to_be_visible()
    expect(page.get_by_role("tab", name="Evidence", exact=True)).to_have_attribute("aria-selected", "true")


def test_the_tree_is_walked_by_keyboard_alone(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("tab", name="Decision", exact=True).focus()
    page.keyboard.press("Enter")
    outcome = page.locator("#tree [role=status]")
    expect(outcome).to_contain_text("Question 1 is open")
    page.keyboard.press("Tab")
    for _ in range(5):  # past what else stands between the tabs and the first question
        if page.evaluate("document.activeElement.dataset.to") == "yes-no-llm":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(outcome).to_contain_text("Question 2 is open")
    expect(page.locator("#tree [data-to=no-no-llm]")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    expect(outcome).to_contain_text("Leads to: Encoder")
    expect(page.locator("#tree [data-to=yes-no-llm]")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#tree [data-to=reset]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(outcome).to_contain_text("Question 1 is open")
    expect(page.locator("#tree [data-to=reset]")).to_be_focused()


def test_the_evidence_tab_opens_a_card(visit: Visit) -> None:
    visit.ask(ENGLISH)
    visit.wait_worded()
    visit.page.locator("#chat button.option", has_text="Show the evidence").click()
    expect(visit.page.locator("#card h2")).to_be_visible()
    expect(visit.page.locator("#results")).to_contain_text("E0")


def test_the_evidence_tab_narrows_draws_and_opens(visit: Visit) -> None:
    visit.page.get_by_role("tab", name="Evidence", exact=True).click()
    expect(visit.page.locator("#results-count")).to_contain_text("128 of 128")
    points = visit.page.locator("#chart circle")
    all_points = points.count()
    visit.page.locator("#filter-language input").click()
    visit.page.get_by_role("option", name="Chinese", exact=True).click()
    expect(visit.page.locator("#results-count")).not_to_contain_text("128 of 128")
    assert 0 < points.count() < all_points
    points.last.dispatch_event("click")
    expect(visit.page.locator("#card h2")).to_contain_text(re.compile(r"^E\d{3} "))
    expect(visit.page.locator("#card table")).to_contain_text("Parameters")
    expect(visit.page.locator("#card .bog-reader")).to_be_focused()
    visit.page.locator('#card a[href^="#open-"]').last.click()
    expect(visit.page.locator("#card h2")).to_contain_text(re.compile(r"^[A-Z]\d "))
    visit.page.locator('#results [role="gridcell"][data-row="1"][data-col="4"]').click()
    expect(visit.page.locator("#card h2")).to_contain_text(re.compile(r"^E\d{3} "))


def test_what_has_no_answer_offers_the_nearest_topics(visit: Visit) -> None:
    visit.ask("What is the learning rate of Mamba state space models?")
    expect(visit.page.locator("#chat .bot.message")).to_contain_text("not in my evidence", timeout=PATIENCE_MS)
    expect(visit.page.locator("#panel .bog-evidence")).to_have_count(0)
    topics = visit.page.locator("#chat button.option")
    expect(topics).to_have_count(3)
    topics.first.click()
    visit.wait_worded()
    expect(visit.page.locator("#panel .bog-evidence li[id]").first).to_be_visible()


def test_a_passage_beside_the_chat_opens_its_whole_card(visit: Visit) -> None:
    visit.ask(ENGLISH)
    visit.wait_worded()
    passage = visit.page.locator("#panel .bog-evidence li[id]").first
    passage.locator("summary").click()
    passage.locator('a[href^="#open-"]').click()
    expect(visit.page.locator("#card h2")).to_be_visible()
    expect(visit.page.get_by_role("tab", name="Evidence", exact=True)).to_have_attribute("aria-selected", "true")


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script> which model?",
        "![x](http://203.0.113.9/x.png) <b>which</b> model sorts 3,000 labelled mails?",
        "x",
        "a word " * 28_000,
    ],
    ids=["script", "image", "one character", "200,000 characters"],
)
def test_bad_input_gets_an_answer_and_runs_nothing(visit: Visit, text: str) -> None:
    visit.ask(text)
    expect(visit.page.locator("#chat .bot.message").last).not_to_contain_text(
        "Reading your question", timeout=PATIENCE_MS
    )
    assert visit.page.title() == "BERT or GPT?"
    assert visit.page.locator("#chat .message img[src*='203.0.113']").count() == 0
    expect(visit.page.locator("#chat .bot.message")).to_have_count(1)


def test_the_api_answers_like_the_command_line(server: Server) -> None:
    client = Client(server.url, verbose=False)
    line = client.predict(ENGLISH, api_name="/ask")
    assert line["verdict"] == "encoder" and line["citations"]
    hits = client.predict("is the raw [CLS] vector a sentence embedding", 3, api_name="/retrieve")["hits"]
    assert len(hits) == 3 and hits[0]["id"] == "O2"
    public = set(client.view_api(return_format="dict")["named_endpoints"])
    assert public == {"/ask", "/retrieve"}


def test_health_and_policy(server: Server) -> None:
    with urllib.request.urlopen(f"{server.url}healthz") as reply:
        assert reply.status == 200
    with urllib.request.urlopen(server.url) as reply:
        assert "default-src 'self'" in reply.headers["Content-Security-Policy"]


def test_many_readers_get_their_verdicts_and_see_their_place_in_the_queue(server: Server, browser: Browser) -> None:
    contexts = [browser.new_context(locale="en-US") for _ in range(5)]
    visits = [Visit(context.new_page(), server) for context in contexts]
    for visit in visits:
        visit.ask(ENGLISH)
    for visit in visits:
        expect(visit.page.locator("#panel .bog-verdict")).to_be_visible()
    expect(visits[-1].page.locator("#chat")).to_contain_text(re.compile(r"queue: \d"))
    for context in contexts:
        context.close()
