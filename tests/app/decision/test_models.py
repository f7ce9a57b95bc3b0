from collections.abc import Callable
from datetime import date
from typing import Any

from app.decision.models import pick_models
from app.understanding.profile import TaskProfile
from knowledge.schema import Model, Text

Task = Callable[..., TaskProfile]


def _model(key: str, role: str, params_m: float, tasks: str, languages: str = "en", **more: Any) -> Model:
    return Model.model_validate(
        {
            "id": key,
            "name": key,
            "family": role if role in ("decoder", "encoder-decoder") else "encoder",
            "role": role,
            "params_m": params_m,
            "context_tokens": 512,
            "languages": languages,
            "licence": None,
            "good_for": Text(en="x", zh="某"),
            "tasks": tasks.split(),
            "sources": (),
            "as_of": date(2026, 1, 1),
            **more,
        }
    )


MODELS = {
    model.id: model
    for model in (
        _model("short", "encoder", 100, "classification moderation ner"),
        _model("long", "encoder", 150, "classification ner", context_tokens=8192),
        _model("many", "encoder", 300, "classification ner", languages="multilingual"),
        _model("han", "encoder", 100, "classification", languages="zh"),
        _model("vec", "embedder", 120, "classification retrieval clustering"),
        _model("bigvec", "embedder", 8000, "retrieval", family="decoder"),
        _model("rank", "reranker", 300, "reranking"),
        _model("find", "extractor", 300, "ner extraction"),
        _model("chat3", "decoder", 3000, "dialogue classification summarisation ner", "multilingual"),
        _model("chat8", "decoder", 8000, "dialogue classification summarisation ner", "multilingual"),
        _model("chat70", "decoder", 70_000, "dialogue classification summarisation ner", "multilingual"),
        _model("t5", "encoder-decoder", 770, "summarisation"),
    )
}


def test_at_most_three_and_of_the_family(task: Task) -> None:
    picked = pick_models("encoder", task(task="classification", labels=5000), MODELS, "en")
    assert picked == ("short", "long", "many")


def test_language_of_the_question_where_none_is_stated(task: Task) -> None:
    assert pick_models("encoder", task(task="classification", labels=5000), MODELS, "zh") == ("han", "many")
    assert pick_models("encoder", task(task="classification", labels=5000, languages=("zh", "fr")), MODELS, "en") == (
        "many",
    )


def test_long_texts_prefer_long_models(task: Task) -> None:
    assert pick_models("encoder", task(task="ner", labels=900, max_tokens=4000), MODELS, "en")[0] == "long"


def test_few_labels_prefer_vectors_and_open_types_an_extractor(task: Task) -> None:
    assert pick_models("encoder", task(task="classification", labels=60), MODELS, "en")[0] == "vec"
    assert pick_models("encoder", task(task="ner", labels=0), MODELS, "en")[0] == "find"


def test_task_decides_the_role(task: Task) -> None:
    assert pick_models("encoder", task(task="reranking"), MODELS, "en") == ("rank",)
    assert pick_models("encoder", task(task="retrieval"), MODELS, "en") == ("vec",)
    assert pick_models("decoder", task(task="retrieval"), MODELS, "en") == ("bigvec",)
    assert pick_models("encoder-decoder", task(task="summarisation"), MODELS, "en") == ("t5",)
    assert pick_models("baseline", task(task="classification"), MODELS, "en") == ("vec",)


def test_hardware_limits_the_decoder(task: Task) -> None:
    first = {
        hardware: pick_models("decoder", task(task="dialogue", hardware=hardware), MODELS, "en")[0]
        for hardware in ("none", "small", "large")
    }
    assert first == {"none": "chat3", "small": "chat8", "large": "chat70"}


def test_a_service_or_a_teacher_may_be_larger(task: Task) -> None:
    hosted = task(task="dialogue", hardware="none", data_may_leave=True)
    assert "chat70" in pick_models("decoder", hosted, MODELS, "en")
    teacher = pick_models("hybrid:distil", task(task="classification", hardware="none", labels=0), MODELS, "en")
    assert teacher[:2] == ("chat70", "short")


def test_a_hybrid_names_both_parts(task: Task) -> None:
    picked = pick_models("hybrid:cascade", task(task="classification", labels=900, hardware="small"), MODELS, "en")
    assert picked[:2] == ("short", "chat8")


def test_no_fitting_model_is_no_error(task: Task) -> None:
    assert pick_models("encoder-decoder", task(task="translation", languages=("yo",)), MODELS, "en") == ()
    assert pick_models("encoder", task(), {}, "en") == ()
