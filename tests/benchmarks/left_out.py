"""What heads make of questions by writers whom they have not read."""

from collections.abc import Callable, Iterator

from app.models.encoder import Encoder, Reading
from app.understanding.heads import Heads, Opinion
from app.understanding.profile import Understanding
from app.understanding.training import examples, read_all, train
from app.understanding.understand import Understander, understanding_of
from knowledge import Knowledge
from knowledge.scenarios import Said, Scenarios

FOLDS = 4
"""Writers are dealt out to so many folds; heads for one are trained on the others."""

Say = Callable[[str], None]


def messages(scenarios: Scenarios) -> Iterator[tuple[str, Said]]:
    """Every message with the letter of its writer."""
    for said in scenarios.scenarios:
        yield said.id[0], said
    for talk in scenarios.talks:
        for turn in talk.turns:
            yield talk.id[0], turn


def opinions(knowledge: Knowledge, scenarios: Scenarios, encoder: Encoder, say: Say) -> dict[str, Opinion]:
    """An opinion for each message, by its text, of heads that have read nothing by its writer."""
    rows = examples(knowledge, scenarios)
    readings = read_all([row.text for row in rows], encoder, say)
    writer_of = {said.question: writer for writer, said in messages(scenarios)}
    writers = sorted(set(writer_of.values()))
    found: dict[str, Opinion] = {}
    for number in range(FOLDS):
        out = set(writers[number::FOLDS])
        say(f"training without the writers {', '.join(sorted(out))}")
        kept = [place for place, row in enumerate(rows) if writer_of.get(row.text) not in out]
        heads = train([rows[place] for place in kept], [readings[place] for place in kept])
        for row, reading in zip(rows, readings, strict=True):
            if writer_of.get(row.text) in out:
                found[row.text] = heads.read(Reading(reading.vector, reading.states.astype("float32"), reading.spans))
    return found


class LeftOutUnderstander(Understander):
    """Reads messages with the opinions of heads that had not seen them; others with the shipped heads."""

    def __init__(self, heads: Heads, read: Callable[[str], Reading], found: dict[str, Opinion]) -> None:
        super().__init__(heads, read)
        self._found = found

    def read(self, text: str, reading: Reading | None = None, follow_up: bool = False) -> Understanding:
        """As the parent."""
        opinion = self._found.get(text)
        return super().read(text, reading, follow_up) if opinion is None else understanding_of(text, opinion, follow_up)
