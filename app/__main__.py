"""``python -m app``: serve the page, or answer from the command line."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.errors import AppError, InputError
from app.settings import Settings, keep_private

if TYPE_CHECKING:
    from app.contract import AnswerLine

keep_private()

app = typer.Typer(
    help="BERT or GPT? Encoder, decoder LLM, a mix or something plainer for a text task.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
)

JsonFlag = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
JsonlFlag = Annotated[bool, typer.Option("--jsonl", help="Read JSON lines from standard input, write one each.")]
NoDecoder = Annotated[bool, typer.Option("--no-decoder", help="Use stored wording only.")]


@app.callback(invoke_without_command=True)
def default(context: typer.Context) -> None:
    """Serve the page when no command is given."""
    if context.invoked_subcommand is None:
        serve()


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 picks a free one.")] = None,
) -> None:
    """Serve the chat in the browser."""
    from app.ui.server import run

    changes = {"host": host, "port": port}
    run(Settings().model_copy(update={key: value for key, value in changes.items() if value is not None}))


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question, in English or Chinese.")] = None,
    as_json: JsonFlag = False,
    jsonl: JsonlFlag = False,
    no_decoder: NoDecoder = False,
) -> None:
    """Answer one question, or many from standard input."""
    from app import batch
    from app.wiring import build

    if (question is None) != jsonl:
        raise typer.BadParameter("give a question, or --jsonl with JSON lines on standard input")
    services = build(Settings(), _to_stderr, with_decoder=not no_decoder)
    if jsonl:
        for line in batch.ask_lines(services.assistant, sys.stdin):
            print(line.model_dump_json(), flush=True)
        return
    line = batch.ask_one(services.assistant, "1", question or "")
    print(line.model_dump_json() if as_json else _readable(line))


@app.command()
def retrieve(
    question: Annotated[str | None, typer.Argument(help="The question, in English or Chinese.")] = None,
    jsonl: JsonlFlag = False,
    k: Annotated[int, typer.Option(min=1, help="How many cards.")] = 10,
) -> None:
    """Find the cards that answer a question."""
    import json

    from app import batch
    from app.wiring import build

    if (question is None) != jsonl:
        raise typer.BadParameter("give a question, or --jsonl with JSON lines on standard input")
    services = build(Settings(), _to_stderr, with_decoder=False)
    lines = sys.stdin if jsonl else [json.dumps({"id": "1", "question": question})]
    for line in batch.retrieve_lines(services.retriever, services.answerability, lines, k):
        print(line.model_dump_json(), flush=True)


@app.command()
def bakeoff(
    file: Annotated[Path | None, typer.Argument(help="CSV, TSV, JSONL or xlsx with labelled texts.")] = None,
    text: Annotated[str | None, typer.Option(help="Column of the text; found by itself without.")] = None,
    second: Annotated[str | None, typer.Option(help="Column of the other text of a pair.")] = None,
    label: Annotated[str | None, typer.Option(help="Column of the label.")] = None,
    test: Annotated[Path | None, typer.Option(help="A separate file with the rows to be tested on.")] = None,
    contestants: Annotated[str, typer.Option(help="Who takes part, separated by commas; the usual ones without.")] = "",
    seed: Annotated[int, typer.Option(help="Seed of the split and of all training.")] = 0,
    most_train: Annotated[int | None, typer.Option(min=2, help="Most rows to learn from.")] = None,
    most_test: Annotated[int | None, typer.Option(min=2, help="Most rows to score.")] = None,
    advice: Annotated[
        str | None, typer.Option(help="Advice to test; that of the rules for this table without.")
    ] = None,
    usd_per_hour: Annotated[float, typer.Option(min=0, help="Assumed price of a machine like this.")] = 0.10,
    usd_per_label: Annotated[float, typer.Option(min=0, help="Assumed price of one label.")] = 0.05,
    replay: Annotated[Path | None, typer.Option(help="A bundle: run it again and compare.")] = None,
    bundle: Annotated[Path | None, typer.Option(help="Write the run as a JSON bundle.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write the report as one page.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write every prediction.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Run encoder, decoder, hybrids and baselines on your own labelled rows."""
    from app.bakeoff import command
    from app.bakeoff.bundle import Setup
    from app.bakeoff.plan import Plan
    from app.bakeoff.reading.limits import limits_of
    from app.bakeoff.reading.read import Wanted, read_file
    from app.bakeoff.report import Prices
    from app.wiring import build
    from knowledge.schema import CHOICES

    if (file is None) == (replay is None):
        raise typer.BadParameter("give a file of labelled rows, or --replay with a bundle")
    for path in (file, test, replay):
        if path is not None and not path.is_file():
            raise typer.BadParameter(f"no file {path}")
    if advice is not None and advice not in CHOICES:
        raise typer.BadParameter(f"no advice {advice}; choose from {', '.join(CHOICES)}")
    settings, replayed = Settings(), command.read_bundle(replay) if replay else None
    if replayed is not None:
        setup = replayed.setup
    else:
        assert file is not None
        keys = tuple(key.strip() for key in contestants.split(",") if key.strip())
        plan = Plan(seed, most_train or settings.check_train, most_test or settings.check_test, keys)
        limits, wanted = limits_of(settings), Wanted(text, second, label)
        tested = read_file(test, limits, wanted, is_test=True) if test else None
        setup = Setup(plan, read_file(file, limits, wanted, tested), tested)
    services = build(settings, _to_stderr)
    prices = Prices(usd_per_hour, usd_per_label)
    report, line = command.check(setup, prices, advice, services, _to_stderr, replayed)
    command.write(report, setup, command.Outputs(html, csv, bundle))
    print(command.as_json(line) if as_json else command.as_table(report, line))


@app.command()
def weights() -> None:
    """Fetch and verify the weights, convert the encoder, build the index."""
    from app.models.weights import ensure, manifest, verify
    from app.wiring import build

    settings = Settings()
    for item in manifest().values():
        path = ensure(item, settings.cache_dir, print)
        verify(item, settings.cache_dir)
        print(f"{item.name:8} {item.model} · {item.bytes / 1e6:.0f} MB · {item.licence} · {path}")
    build(settings, print, with_decoder=False)
    print("ready")


@app.command()
def train() -> None:
    """Train the heads that understand questions, from the texts in knowledge/, and store them in the project."""
    from time import perf_counter

    from app.models.encoder import load_encoder
    from app.understanding.heads import TRAINED
    from app.understanding.training import born_of, train_heads
    from knowledge import load_knowledge

    settings, knowledge, started = Settings(), load_knowledge(), perf_counter()
    encoder = load_encoder(settings.encoder, settings.cache_dir, settings.threads, _to_stderr)
    train_heads(knowledge, encoder, _to_stderr).save(TRAINED, born_of(knowledge, encoder.name))
    print(f"trained in {perf_counter() - started:.0f} s · {TRAINED}")


@app.command()
def bench(
    what: Annotated[
        str,
        typer.Argument(
            help="answering, encoder, retrieval, understanding, deciding, calibration, check, scale, start, page, all."
        ),
    ] = "answering",
    size: Annotated[list[int] | None, typer.Option(min=10, help="scale: passages to try; may be repeated.")] = None,
) -> None:
    """Measure this machine; prints medians and names the machine."""
    try:
        from tests.benchmarks import run
    except ModuleNotFoundError as error:
        raise InputError("the benchmarks are part of the repository; run this in its root folder") from error
    run(what, Settings(), _to_stderr, size)


def _readable(line: "AnswerLine") -> str:
    """The answer, then what it rests on, then the open question; one that must be answered first is the answer."""
    parts = [line.answer, *(f"[{n}] {item.id}: {item.quote}" for n, item in enumerate(line.citations, start=1))]
    if line.ask and line.kind == "recommendation":
        parts.append(line.ask.question)
    return "\n\n".join(parts)


def _to_stderr(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    """Run a command; failures end with one line on standard error and exit code 1."""
    from knowledge import KnowledgeError

    try:
        app()
    except (AppError, KnowledgeError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
