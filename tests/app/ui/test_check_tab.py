"""The Check tab without a browser: what is found, reckoned, shown, relabelled and saved."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Timer

import pytest

from app.bakeoff.bundle import Setup, from_json
from app.bakeoff.estimate import Estimate
from app.bakeoff.machine import Machine
from app.bakeoff.plan import Plan
from app.bakeoff.reading.faults import RowsError
from app.bakeoff.reading.limits import Limits
from app.bakeoff.reading.read import read_text
from app.bakeoff.record import Asked, Entrant, Prediction, Progress, Record
from app.bakeoff.report import Prices
from app.errors import InputError
from app.ui.check import choices, data, exports, progress, result, rowtable
from app.ui.check.choices import Kind, Offer, plan_of, prices_of
from app.ui.check.data import column_updates, found_html, given
from app.ui.check.result import Advice, Held
from app.ui.check.rowtable import Filter
from app.ui.check.running import Running, watched
from app.ui.check.source import File, taken
from app.ui.conversation import Book
from knowledge.schema import LANGUAGES, Language

LIMITS = Limits()
WORDS = (("ja", "yes"), ("ne", "no"))
TABLE = "text,label\n" + "\n".join(f"{word} {n},{label}" for n in range(6) for word, label in WORDS)
PAIRS = "left,right,label\n" + "\n".join(f"first {n},second {n},{'ab'[n % 2]}" for n in range(12))

every_language = pytest.mark.parametrize("language", LANGUAGES)


def entrant(key: str, name: str, side: str) -> Entrant:
    return Entrant(key, name, side, 10.0, 4, 0.1, 100.0, 4, 0.1)  # type: ignore[arg-type]


def said(label: str | None, **more: object) -> Prediction:
    return Prediction(label, 0.75, 5.0, **more)  # type: ignore[arg-type]


def asked(line: int, label: str | None, encoder: Prediction | None, decoder: Prediction | None) -> Asked:
    return Asked(line, f"text {line}", None, label, (encoder, decoder))


ROWS = (
    asked(3, "yes", said("yes"), said("yes")),
    asked(5, "yes", said("no"), said("yes")),
    asked(7, "no", said("no"), said("yes")),
    asked(9, "no", said("yes"), said(None, raw="<b>maybe</b>", invalid=True)),
    asked(11, None, said("yes"), said("no")),
    asked(13, "no", said("no"), said(None, error="timed out")),
    asked(15, "no", said("no"), None),
)


@pytest.fixture
def record() -> Record:
    rows = read_text(TABLE, LIMITS)
    entrants = (entrant("frozen", "enc", "encoder"), entrant("decoder_few", "dec", "decoder"))
    return Record(
        "abcd1234", "2026-11-24T18:00:00+00:00", 0, "holdout", ("yes", "no"), rows.counts, 4, 0, True, 12.0,
        entrants, ROWS, Machine("cpu", 2),
    )  # fmt: skip


@pytest.fixture
def held(record: Record) -> Held:
    setup = Setup(Plan(), read_text(TABLE, LIMITS))
    return result.held(record, Prices(), setup, Advice("encoder", (("en", "It will be <fast>."),)))


@every_language
def test_what_was_found_is_told_with_every_count(language: Language) -> None:
    table = f"{TABLE}\nja 0,yes\n\nx <b>,no\nwhat,\nboth,yes\nboth,no\n"
    told = found_html(read_text(table, LIMITS), None, File("my<b>.csv", b""), None, language)
    for number in ("13", "2", "1"):
        assert number in told
    assert "yes 6" in told and "no 7" in told
    assert "my&lt;b&gt;.csv" in told and "<b>" not in told
    assert told.count("<p>") == 3


def test_many_classes_are_not_all_named() -> None:
    table = "text,label\n" + "\n".join(f"text {n},class{n % 30}" for n in range(60))
    told = found_html(read_text(table, LIMITS), None, None, None, "en")
    assert "class11" in told and "class12" not in told and "18 more" in told


def test_a_test_file_is_told_too_and_its_rows_leave_the_training(tmp_path: Path) -> None:
    test = File("test.csv", b"text,label\nja 0,yes\nnew,no\n")
    rows, tested = given(TABLE, None, test, None, None, None).read(LIMITS)
    assert tested is not None and len(tested.rows) == 2
    assert rows.counts.in_test == 1 and "ja 0" not in {row.text for row in rows.rows}
    told = found_html(rows, tested, None, test, "en")
    assert "test.csv" in told and "also in the test file: 1" in told


def test_a_file_takes_the_place_of_the_paste() -> None:
    rows, _ = given("nonsense", File("rows.csv", TABLE.encode()), None, None, None, None).read(LIMITS)
    assert len(rows.rows) == 12


def test_faults_of_the_paste_come_with_their_line() -> None:
    with pytest.raises(RowsError, match="line 3"):
        given("text,label\ngood,a\nbad row with, three, cells\n", None, None, None, None, None).read(LIMITS)


@every_language
def test_the_column_choosers_are_filled_with_the_guess(language: Language) -> None:
    preview = given(TABLE, None, None, None, None, None).preview(LIMITS)
    text, second, label = column_updates(preview, language, anew=True)
    assert (text["value"], second["value"], label["value"]) == ("text", "", "label")
    assert [value for _, value in second["choices"]] == ["", "text", "label"]
    assert all("value" not in update for update in column_updates(preview, language, anew=False))
    assert column_updates(None, language, anew=False)[0]["choices"] == []


def test_columns_without_names_are_numbered() -> None:
    bare = TABLE.partition("\n")[2]
    text, _, label = column_updates(given(bare, None, None, None, None, None).preview(LIMITS), "en", anew=True)
    assert text["choices"][0] == ("Column 1", "1") and label["value"] == "2"


def test_chosen_columns_make_pairs() -> None:
    rows, _ = given(PAIRS, None, None, "left", "right", "label").read(LIMITS)
    assert rows.pairs and rows.rows[0].second == "second 0"
    rows, _ = given(PAIRS, None, None, "left", "", "label").read(LIMITS)
    assert not rows.pairs


def test_an_upload_is_held_in_memory_and_gone_from_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(TABLE.encode())
    assert taken(str(path)) == File("rows.csv", TABLE.encode())
    assert not path.exists()


@pytest.mark.parametrize("count, separate, in_turn", [(12, False, True), (20, False, False), (12, True, False)])
def test_few_rows_are_tested_in_turn(count: int, separate: bool, in_turn: bool) -> None:
    table = "text,label\n" + "\n".join(f"text {n},{'ab'[n % 2]}" for n in range(count))
    rows = read_text(table, LIMITS)
    assert Kind.of(rows, rows if separate else None) == Kind(pairs=False, in_turn=in_turn)


def test_the_plan_takes_what_was_chosen_and_refuses_nobody() -> None:
    offer = Offer(("majority", "frozen"), ("majority",))
    assert plan_of("en", ["frozen"], offer, 3, 50, None) == Plan(3, 50, Plan().most_test, ("frozen",))
    assert plan_of("en", [], None, None, None, None) == Plan()
    for language in LANGUAGES:
        with pytest.raises(InputError, match="." if language == "en" else "勾选"):
            plan_of(language, [], offer, 0, 1, 1)
    assert prices_of(0, None) == Prices(usd_per_hour=0)


@pytest.mark.parametrize(
    "seconds, told", [(0.2, "1 s"), (12.3, "12 s"), (73, "75 s"), (99, "100 s"), (100, "2 min"), (600, "10 min")]
)
def test_durations_are_round(seconds: float, told: str) -> None:
    assert progress.duration(seconds, "en") == told


@every_language
def test_the_estimate_names_the_decoders_share_only_where_there_is_one(language: Language) -> None:
    both = progress.estimate_html(Estimate(75, 12), language)
    assert "75" in both and "12" in both
    assert "12" in (alone := progress.estimate_html(Estimate(12, 12), language)) and alone.count("12") == 1


@every_language
@pytest.mark.parametrize("stage", ["preparing", "training", "teaching", "measuring", "curve"])
def test_progress_is_a_bar_with_words(stage: str, language: Language) -> None:
    step = Progress(stage, 0.345, 40.0, "<b>", 34, 200)  # type: ignore[arg-type]
    told = progress.progress_html(step, language)
    assert '<progress max="1" value="0.345"' in told and "40" in told and "<b></b>" not in told.replace("<b><b>", "!")
    assert ("34" in told and "200" in told) == (stage == "measuring") or stage != "measuring"
    assert "40" not in progress.progress_html(replace(step, seconds_left=None), language)


class Counting:
    """A run of five rows that tells whether it was closed."""

    def __init__(self) -> None:
        self.rows, self.closed = 0, False

    def steps(self) -> Iterator[Progress]:
        try:
            for self.rows in range(1, 6):
                yield Progress("measuring", self.rows / 5, None, None, self.rows, 5)
        finally:
            self.closed = True


def test_a_stopped_run_is_closed_at_once_and_keeps_what_it_has() -> None:
    run, running = Counting(), Running()
    running.wanted()
    for _ in watched(run, running):  # type: ignore[arg-type]
        running.stop()
    assert run.closed and run.rows == 2


def test_a_run_that_is_left_alone_goes_to_its_end() -> None:
    run, running = Counting(), Running()
    running.wanted()
    assert len(list(watched(run, running))) == 1  # type: ignore[arg-type]  # further ones come too fast to be shown
    assert run.closed and run.rows == 5


def test_a_new_check_forgets_that_the_last_one_was_stopped() -> None:
    running = Running()
    running.stop()
    running.wanted()
    assert not running.stopped


def test_cancel_waits_for_a_started_check_and_not_for_a_queued_one() -> None:
    running = Running()
    running.wanted()
    running.wait(60)
    running.started = True
    timer = Timer(0.3, lambda: setattr(running, "done", True))
    timer.start()
    running.wait(60)
    assert running.done


@pytest.mark.parametrize(
    "wanted, lines",
    [
        ("all", [3, 5, 7, 9, 11, 13, 15]),
        ("disagree", [5, 7, 9, 11, 13]),
        ("encoder_wrong", [5, 9]),
        ("decoder_wrong", [7, 9]),
        ("all_wrong", [9]),
    ],
)
def test_filters(held: Held, wanted: Filter, lines: list[int]) -> None:
    assert [row.line for row in rowtable.kept(held.report, wanted)] == lines


@every_language
def test_the_table_has_a_column_for_everybody(held: Held, language: Language) -> None:
    table = rowtable.table(held.report, "all", language)
    assert len(table.headers) == len(table.widths) == 5 and table.headers[-2:] == ["enc", "dec"]
    assert table.rows[0] == [3, "text 3", "yes", "yes 75%", "yes 75%"]
    assert table.headers[table.label] == {"en": "Label", "zh": "标签"}[language]
    assert "maybe" in str(table.rows[3][4]) and "timed out" in str(table.rows[5][4]) and table.rows[6][4] == "–"


def test_relabelling_follows_lines_not_places_and_moves_the_scores(held: Held) -> None:
    rows = [list(row) for row in rowtable.table(held.report, "all", "en").rows][::-1]
    rows[-2][2] = "NO"
    found = result.relabelling(held, rows)
    assert [row.label for row in found.held.report.record.asked][:3] == ["yes", "no", "no"]
    assert found.held.changed == 1 and not found.refused and not found.verbatim
    before, after = held.report.score("frozen"), found.held.report.score("frozen")
    assert before and after and before.accuracy and after.accuracy
    assert after.accuracy.value == pytest.approx(before.accuracy.value + 1 / 6)
    assert found.held.reset().report == held.report


def test_a_row_that_is_predicted_only_gets_no_label(held: Held) -> None:
    found = result.relabelling(held, [[11, "text 11", "no", "", ""], [3, "text 3", "no", "", ""]])
    assert found.unscored and not found.refused and not found.verbatim
    assert [row.label for row in found.held.report.record.asked][:1] == ["no"] and found.held.changed == 1


@pytest.mark.parametrize("entry", ["perhaps", "", None, "=1+1"])
def test_a_label_that_is_no_class_is_refused(held: Held, entry: str | None) -> None:
    found = result.relabelling(held, [[3, "text 3", entry, "", ""], [5, "text 5", "no", "", ""]])
    assert found.refused == (entry or "",) and not found.verbatim
    assert found.held.changed == 1


def test_capitals_decide_where_classes_differ_by_nothing_else(record: Record) -> None:
    both = replace(record, labels=("Yes", "YES", "no"))
    assert rowtable.class_named(both, "YES") == "YES"
    assert rowtable.class_named(both, "yes") is None


@every_language
def test_the_outcome_is_told_with_word_and_icon_and_escaped(held: Held, language: Language) -> None:
    told = result.outcome_html(held, language)
    assert any(icon in told for icon in "✓✗?") and "&lt;fast&gt;" in told
    assert "<fast>" not in told
    assert "bog-outcome" in result.outcome_html(replace(held, advice=None), language)


def test_a_prediction_is_told_in_the_language_of_the_reader_if_it_was_said_in_it() -> None:
    assert Advice("encoder", (("en", "fast"), ("zh", "快"))).prediction("zh") == "快"
    assert Advice("encoder", (("en", "fast"),)).prediction("zh") == "fast"
    assert Advice("encoder").prediction("en") == ""


def test_without_a_conversation_there_is_no_advice_of_it() -> None:
    assert result.advice_of(Book()) is None


@every_language
def test_the_rules_advise_where_no_conversation_did(held: Held, language: Language) -> None:
    from knowledge import load_knowledge

    advice = result.advice_for(held.setup.rows, load_knowledge())
    assert advice and advice.of_rules and advice.task == "classification"
    assert advice.prediction(language)


@every_language
def test_a_result_is_shown_whole_and_a_cancelled_one_says_so(held: Held, language: Language) -> None:
    whole, tables = result.result_html(held, language), result.tables_html(held.report, language)
    assert "enc" in whole and "<table" in whole and "<svg" in whole and "abcd1234" in tables
    cut = replace(held, original=replace(held.original, complete=False))
    assert result.finished_html(cut, language) != result.finished_html(held, language)


def test_other_prices_change_costs_and_nothing_else(held: Held) -> None:
    dear = held.at(Prices(usd_per_hour=10))
    before, after = held.report.score("frozen"), dear.report.score("frozen")
    assert before and after and before.usd_per_million and after.usd_per_million
    assert after.usd_per_million == pytest.approx(100 * before.usd_per_million)
    assert before.accuracy == after.accuracy


def test_whose_matrix(held: Held) -> None:
    assert result.first_matrix(held.report, None) == "frozen"
    assert result.first_matrix(held.report, "decoder_few") == "decoder_few"
    assert result.first_matrix(held.report, "tuned") == "frozen"


def test_exports_hold_the_labels_as_they_stand(held: Held) -> None:
    after = held.relabelled({5: "no"})
    assert exports.content(after, "html", "zh", "<p>elsewhere</p>").count("<p>elsewhere</p>") == 1
    table = exports.content(after, "csv", "en")
    assert table.startswith("\ufeff") and "5,text 5,no," in table
    text = exports.content(after, "json", "en")
    assert json.loads(text) and from_json(text).record == after.report.record
    assert from_json(text).setup == held.setup
    assert exports.file_name(after, "csv") == "bert-or-gpt-abcd1234.csv"


@every_language
def test_the_sample_that_is_there_first_is_a_usable_table(language: Language) -> None:
    assert data.first_sample(language) == data.sample_choices(language)[0][1]
    assert read_text(data.first_text(language), LIMITS).rows


def test_contestants_are_named_with_the_size_of_their_model() -> None:
    class Model:
        params_m = 135.0

    class Roster:
        encoder = decoder = Model()
        endpoint = None

    names = dict(choices.named(Offer(("majority", "decoder_few"), ()), Roster(), "en"))  # type: ignore[arg-type]
    assert set(names.values()) == {"majority", "decoder_few"}
    assert any("135M" in name for name in names) and any("135M" not in name for name in names)
