"""The command line as a script sees it: real processes, real models, the JSON contract."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import TypeAdapter

from app.bakeoff.line import CheckLine
from app.contract import AnswerLine, RetrieveLine

ROOT = Path(__file__).parents[2]
QUESTIONS = [
    {"id": "a", "question": "5,200 letters are sorted into 8 fixed subjects, CPU only, 70 ms each. BERT or GPT?"},
    {"id": "b", "question": "标了五千两百封信，分八个固定主题，只有CPU，每封70毫秒以内，用BERT还是GPT？"},
    {"id": "c", "question": "Does BERT use sinusoidal position encodings?"},
    {"id": "d", "question": "Who won the football match last night?"},
    {"id": "e", "question": ""},
    {"id": 7, "turns": ["Which model should our company use for its texts?"]},
    {
        "id": "f",
        "turns": ["Zero labels, six fixed kinds of reports, 80 a day, an API is fine.", "and with 4 million a day?"],
    },
]


def command(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **environment},
        check=False,
        timeout=300,
    )


def lines(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


@pytest.fixture(scope="module")
def answers() -> dict[str, dict[str, Any]]:
    done = command("ask", "--jsonl", "--no-decoder", stdin="\n".join(json.dumps(row) for row in QUESTIONS))
    assert done.returncode == 0, done.stderr
    return {row["id"]: row for row in lines(done.stdout)}


def test_every_line_is_answered_in_the_contract(answers: dict[str, dict[str, Any]]) -> None:
    assert set(answers) == {row["id"] for row in QUESTIONS}
    for row in answers.values():
        jsonschema.validate(row, AnswerLine.model_json_schema())


def test_english_and_chinese_get_the_same_verdict_in_their_own_language(answers: dict[str, dict[str, Any]]) -> None:
    english, chinese = answers["a"], answers["b"]
    assert english["verdict"] == chinese["verdict"] == "encoder"
    assert (english["lang"], chinese["lang"]) == ("en", "zh")
    assert "编码器" in chinese["answer"] and "encoder" in english["answer"]
    assert english["profile"]["labels"] == chinese["profile"]["labels"] == 5200
    assert english["profile"]["p95_ms"] == chinese["profile"]["p95_ms"] == 70


def test_an_id_comes_back_as_it_was_and_one_turn_has_one_verdict(answers: dict[Any, dict[str, Any]]) -> None:
    assert answers[7]["id"] == 7
    assert answers[7]["verdicts"] == ["ask"] and answers["a"]["verdicts"] is None


def test_every_mark_in_an_answer_has_its_citation(answers: dict[str, dict[str, Any]]) -> None:
    for key in ("a", "b", "c"):
        row = answers[key]
        marks = {int(mark) for mark in re.findall(r"\[(\d+)\]", row["answer"])}
        assert marks and max(marks) <= len(row["citations"])


def test_a_question_of_fact_is_answered_from_its_card(answers: dict[str, dict[str, Any]]) -> None:
    row = answers["c"]
    assert row["kind"] == "knowledge" and row["verdict"] is None
    assert "N1" in {citation["id"] for citation in row["citations"]}


def test_what_is_off_topic_is_declined_without_citations(answers: dict[str, dict[str, Any]]) -> None:
    assert answers["d"]["kind"] == "decline"
    assert answers["d"]["citations"] == [] and answers["d"]["answer"]


def test_an_empty_question_is_an_error_with_a_message(answers: dict[str, dict[str, Any]]) -> None:
    assert answers["e"]["kind"] == "error" and answers["e"]["answer"]


def test_turns_carry_on_and_each_verdict_is_listed(answers: dict[str, dict[str, Any]]) -> None:
    row = answers["f"]
    assert row["verdicts"] == ["decoder", "hybrid:distil"]
    assert row["verdict"] == "hybrid:distil"
    assert row["profile"]["labels"] == 0 and row["profile"]["items_per_day"] == 4_000_000


def test_the_same_input_gives_the_same_output() -> None:
    stdin = json.dumps(QUESTIONS[0])
    first, second = (lines(command("ask", "--jsonl", "--no-decoder", stdin=stdin).stdout)[0] for _ in range(2))
    first.pop("timings_ms"), second.pop("timings_ms")
    assert first == second


def test_the_decoder_words_one_answer() -> None:
    done = command("ask", str(QUESTIONS[0]["question"]), "--json")
    assert done.returncode == 0, done.stderr
    row = json.loads(done.stdout)
    jsonschema.validate(row, AnswerLine.model_json_schema())
    assert row["decoder"]["name"] == "SmolLM2-135M-Instruct"
    assert row["decoder"]["tokens"] > 0 and row["decoder"]["tokens_per_second"] > 0
    assert 0 <= row["decoder"]["replaced"] <= row["decoder"]["sentences"]
    assert row["timings_ms"]["first_token"] > 0
    assert row["answer"].startswith("Build this on an encoder")


def test_retrieve_ranks_cards() -> None:
    asked = {"id": "x", "question": "why is the raw [CLS] vector a poor sentence embedding"}
    done = command("retrieve", "--jsonl", "--k", "7", stdin=json.dumps(asked))
    assert done.returncode == 0, done.stderr
    row = lines(done.stdout)[0]
    jsonschema.validate(row, RetrieveLine.model_json_schema())
    assert len(row["hits"]) == 7 and row["hits"][0]["id"] == "O2"
    assert [hit["score"] for hit in row["hits"]] == sorted((hit["score"] for hit in row["hits"]), reverse=True)
    assert row["answerable"] is True


@pytest.mark.parametrize(
    "arguments",
    [("ask",), ("ask", "a question", "--jsonl"), ("bakeoff", "no-such-file.csv"), ("bakeoff",), ("nonsense",)],
)
def test_bad_usage_exits_with_2(arguments: tuple[str, ...]) -> None:
    assert command(*arguments).returncode == 2


@pytest.mark.parametrize("stdin", ["not json", '{"id": "1"}', '["a list"]', '{"id": "1", "turns": []}'])
def test_a_bad_line_exits_with_1_and_one_line_that_names_it(stdin: str) -> None:
    done = command("ask", "--jsonl", "--no-decoder", stdin=stdin)
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("error: line 1")


def test_without_a_decoder_that_loads_there_is_still_an_answer(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing.gguf")
    done = command("ask", str(QUESTIONS[0]["question"]), "--json", BOG_DECODER=missing)
    assert done.returncode == 0, done.stderr
    row = json.loads(done.stdout)
    assert row["verdict"] == "encoder" and row["decoder"]["name"] is None and row["answer"]


TICKETS = ROOT / "app" / "bakeoff" / "reading" / "samples" / "tickets_en.csv"


def test_bakeoff_prints_one_object_and_writes_what_is_wanted(tmp_path: Path) -> None:
    bundle, page, table = tmp_path / "run.json", tmp_path / "run.html", tmp_path / "run.csv"
    few = ("--contestants", "majority,linear,frozen", "--most-train", "60", "--most-test", "40")
    files = ("--bundle", str(bundle), "--html", str(page), "--csv", str(table))
    chosen = ("--text", "text", "--label", "label", *few, *files, "--json")
    done = command("bakeoff", str(TICKETS), *chosen, BOG_DECODER="none")
    assert done.returncode == 0, done.stderr
    line = json.loads(done.stdout)
    jsonschema.validate(line, TypeAdapter(CheckLine).json_schema())
    by_key = {score["key"]: score for score in line["contestants"]}
    assert set(by_key) == {"majority", "linear", "frozen"}
    assert by_key["frozen"]["accuracy"]["value"] > by_key["majority"]["accuracy"]["value"]
    assert all(score["errors"] == 0 for score in by_key.values())
    assert (line["split"]["scored"], line["split"]["predicted_only"], line["split"]["trained_on"]) == (40, 12, 60)
    assert len(line["differences"]) == 3
    assert line["verdict"]["judgement"]["outcome"] in ("held", "failed", "undecided")
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert len(table.read_text(encoding="utf-8-sig").splitlines()) >= 53

    again = command("bakeoff", "--replay", str(bundle), "--json", BOG_DECODER="none")
    assert again.returncode == 0, again.stderr
    replayed = json.loads(again.stdout)
    jsonschema.validate(replayed, TypeAdapter(CheckLine).json_schema())
    assert replayed["replay"] == {"of": line["id"], "same": True, "different": []}
    for before, after in zip(line["contestants"], replayed["contestants"], strict=True):
        assert before["accuracy"] == after["accuracy"] and before["classes"] == after["classes"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--label", "nothing"), "nothing"),
        (("--contestants", "nobody"), "choose from"),
    ],
)
def test_a_check_that_cannot_run_says_why(arguments: tuple[str, ...], told: str) -> None:
    done = command("bakeoff", str(TICKETS), *arguments, BOG_DECODER="none")
    assert done.returncode == 1
    assert told in done.stderr.strip().splitlines()[-1]
