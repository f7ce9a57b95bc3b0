"""What the decoder is asked. The constant part stands first, so that a server can keep it cached."""

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

_SYSTEM = "You say each note again in plain English, in one sentence. You keep every name and every figure."

# Worked examples about other subjects, so that anything that leaks from them into an answer stands out.
_EXAMPLES = (
    (
        "On the northern line, the slow train (1988) carried bicycles in 61% of runs, the express in 12%.",
        "On the northern line, the slow train (1988) carried bicycles in 61% of runs and the express in 12%.",
    ),
    (
        "Because the harbour is shallow, ferries wait for the tide there.",
        "Ferries wait for the tide in that harbour, because it is shallow.",
    ),
    (
        "In a trial with 40 bakers, sourdough kept for 5 days and plain loaves for 2.",
        "In a trial with 40 bakers, sourdough kept for 5 days, while plain loaves kept for 2.",
    ),
)


def messages(note: str) -> list[BaseMessage]:
    """The conversation that asks for another wording of one sentence."""
    asked: list[BaseMessage] = [SystemMessage(_SYSTEM)]
    for said, reworded in _EXAMPLES:
        asked.extend((HumanMessage(said), AIMessage(reworded)))
    return [*asked, HumanMessage(note)]
