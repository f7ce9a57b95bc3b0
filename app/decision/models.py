"""Which models to start with."""

from collections.abc import Mapping
from typing import Any

from app.decision.conditions import Values, values
from app.understanding.profile import TaskProfile
from knowledge.schema import Choice, Language, Model

_MOST = 3
_FEW_LABELS = 200

_Roles = tuple[str, ...]
_JUDGES: Mapping[str, _Roles] = {
    "vectors": ("embedder",),
    "scores": ("encoder", "embedder"),
    "spans": ("encoder", "extractor"),
    "labels": ("encoder", "embedder"),
}
"""Roles that give each form of answer, the best first."""

_DECODER_M: Mapping[str, float] = {"none": 4_000, "small": 14_000, "large": 80_000}
"""Largest decoder that answers at reading speed, in millions of parameters at 4 bits, by hardware."""

_OTHER_M: Mapping[str, float] = {"none": 700, "small": 4_000}
"""Largest model of another kind, in millions of parameters."""

_CLASSIC_CONTEXT = 512
"""Tokens that a model reads whose length is not stated."""


def pick_models(
    choice: Choice, profile: TaskProfile, models: Mapping[str, Model], language: Language
) -> tuple[str, ...]:
    """Ids of up to three models that fit the choice, the task, its languages and the hardware, best first.

    A hybrid gets one model for each of its parts before a second for either. Empty when none fits.

    Args:
        choice: the verdict.
        profile: the profile it was made on.
        models: the models there are, by id, recommended ones first.
        language: language of the texts where the profile does not say.
    """
    known = values(profile)
    wanted = frozenset(known.get("languages") or (language,))
    speaking = [model for model in models.values() if _speaks(model, wanted)]
    parts = [_ranked(roles, choice, known, wanted, speaking) for roles in _parts(choice, known)]
    firsts, rest = [part[0] for part in parts if part], [model for part in parts for model in part[1:]]
    return tuple(dict.fromkeys(model.id for model in (*firsts, *rest)))[:_MOST]


def _parts(choice: Choice, known: Values) -> tuple[_Roles, ...]:
    """Roles that play each part of a choice, the best first."""
    few = known.get("usable_labels", _FEW_LABELS) < _FEW_LABELS
    student = ("encoder-decoder",) if known.get("form") == "text" else _judges(known)
    parts: dict[Choice, tuple[_Roles, ...]] = {
        # small sets are learnt from vectors, and open types need no training at all
        "encoder": (_judges(known)[::-1] if few else _judges(known),),
        "decoder": (("embedder",) if known.get("form") == "vectors" else ("decoder",),),
        "hybrid:cascade": (_judges(known), ("decoder",)),
        "hybrid:distil": (("decoder",), student),
        "encoder-decoder": (("encoder-decoder",),),
        "baseline": (("embedder",),),
    }
    return parts[choice]


def _judges(known: Values) -> _Roles:
    if known.get("task") == "reranking":
        return ("reranker",)
    return _JUDGES.get(known.get("form", ""), ("encoder",))


def _ranked(roles: _Roles, choice: Choice, known: Values, wanted: frozenset[str], models: list[Model]) -> list[Model]:
    playing = [model for model in models if model.role in roles and _of_family(model, choice)]
    running = [model for model in playing if _runs(model, choice, known)]
    on_task = [model for model in running or playing if _is_for(model, known)]
    return sorted(on_task or running, key=lambda model: _order(model, roles, known, wanted))


def _of_family(model: Model, choice: Choice) -> bool:
    """An embedder may be of either family; the choice says which is meant."""
    return model.role != "embedder" or (model.family == "decoder") == (choice == "decoder")


def _is_for(model: Model, known: Values) -> bool:
    """Whether the model is listed for the task; taggers pull out fields too."""
    task = known.get("task")
    return task is None or task in model.tasks or (task == "extraction" and "ner" in model.tasks)


def _speaks(model: Model, wanted: frozenset[str]) -> bool:
    covered = {"en": {"en"}, "zh": {"zh", "lzh"}, "en+zh": {"en", "zh", "lzh"}, "domain": {"en"}}
    return model.languages == "multilingual" or wanted <= covered[model.languages]


def _runs(model: Model, choice: Choice, known: Values) -> bool:
    """Whether it runs on the hardware; a teacher, or a model behind an allowed service, runs elsewhere."""
    hardware = known.get("hardware", "")
    if model.family != "decoder":
        return model.params_m <= _OTHER_M.get(hardware, float("inf"))
    elsewhere = choice == "hybrid:distil" or known.get("data_may_leave") is True
    return elsewhere or model.params_m <= _DECODER_M.get(hardware, float("inf"))


def _order(model: Model, roles: _Roles, known: Values, wanted: frozenset[str]) -> tuple[Any, ...]:
    """Sorting is stable: among equals the order of the data file stands."""
    context = model.context_tokens or _CLASSIC_CONTEXT
    tight = known.get("p95_ms", 1000) < 100
    size = -model.params_m if model.role == "decoder" else model.params_m if tight else 0
    return (
        model.languages == "domain",
        known.get("max_tokens", 0) > context and model.role != "decoder",
        roles.index(model.role),
        size if model.params_m <= _DECODER_M["large"] else 0,
        model.languages not in wanted,
    )
