"""What it costs to let the decoder label instead of people."""

from app.bakeoff.drawing.markup import part, plain
from app.bakeoff.drawing.numbers import count, share
from app.bakeoff.drawing.sides import named
from app.bakeoff.report import Report
from app.wording import say
from knowledge.schema import Language


def distillation(report: Report, language: Language) -> str:
    """The three accuracies in a sentence; empty where nothing was distilled."""
    found = report.distillation
    if found is None:
        return ""
    shown = {score.name: named(score, language) for score in report.scores}
    told = say(
        "check.report.distilled",
        language,
        teacher=shown.get(found.teacher, found.teacher),
        student=shown.get(found.student, found.student),
        rows=count(found.rows),
        labels=share(found.teacher_accuracy),
        taught=share(found.student_accuracy),
        people=share(found.human_accuracy),
    )
    return part(say("check.report.distillation_title", language), f"<p>{plain(told)}</p>")
