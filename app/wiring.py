"""Builds the real models and services from the settings; the only place that does."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from langchain.chat_models import init_chat_model
from langchain_core.documents import Document
from langchain_core.language_models.chat_models import BaseChatModel
from pydantic import SecretStr

from app.answering.prompt import messages
from app.assistant import Assistant, Message, Standing
from app.errors import DecoderError
from app.models.chat import ChatCompletions
from app.models.encoder import Embed, Encoder, load_encoder
from app.models.llamacpp import LlamaServer
from app.models.weights import ensure, manifest
from app.settings import Settings
from app.understanding.heads import TRAINED, Heads, StaleHeadsError
from app.understanding.training import born_of, train_heads
from app.understanding.understand import Understander
from knowledge import Knowledge, load_knowledge
from knowledge.notes import NO_NOTES, Notes, load_notes
from knowledge.schema import LANGUAGES
from retrieval.answerable import Answerability, StaleAnswerabilityError
from retrieval.index import FaissStore, StaleIndexError
from retrieval.notes import RetrieverWithNotes
from retrieval.passages import passages, passages_of_notes
from retrieval.search import HybridRetriever
from retrieval.servers import VectorServerError, open_store
from retrieval.training import fit_answerability

Say = Callable[[str], None]

ENDPOINT_PARALLEL = 4
"""Requests sent at once to a server that is not ours, when a batch is timed."""


@dataclass(frozen=True)
class Services:
    """All that a page, a command or a test needs."""

    settings: Settings
    knowledge: Knowledge
    notes: Notes
    """The host's own notes; empty without the setting."""
    encoder: Encoder
    retriever: HybridRetriever
    answerability: Answerability
    assistant: Assistant
    decoder: BaseChatModel | None
    decoder_name: str | None
    decoder_params_m: float | None
    """Parameters in millions, where known."""
    decoder_problem: str | None
    """Why there is no decoder although one was wanted."""
    endpoint: ChatCompletions | None
    """One more decoder for checks."""
    server: LlamaServer | None
    """Kept alive for as long as the services are."""


def build(settings: Settings, say: Say = lambda _: None, with_decoder: bool = True) -> Services:
    """Load everything, fetching and building what is not there yet.

    A decoder that cannot be had is no reason not to answer: the services then come without one.

    Raises:
        KnowledgeError: if the data files or the notes do not hold together.
        WeightsError: if the encoder's weights can neither be found nor fetched.
    """
    knowledge = load_knowledge()
    notes = load_notes(settings.notes, say) if settings.notes else NO_NOTES
    encoder = load_encoder(settings.encoder, settings.cache_dir, settings.threads, say)
    retriever = build_retriever(settings, knowledge, encoder, say)
    answerability = build_answerability(settings, knowledge, encoder, retriever, encoder.queries, say)
    if notes:  # after all that is learnt from what is shipped, so that none of it depends on them
        retriever = RetrieverWithNotes.of(retriever, index_notes(settings, notes, encoder, say))
    heads = build_heads(settings, knowledge, encoder, say)
    understander = Understander(heads, lambda text: encoder.read([text])[0])
    server: LlamaServer | None = None
    decoder: BaseChatModel | None = None
    problem: str | None = None
    if with_decoder:
        try:
            server, decoder = build_decoder(settings, say)
        except Exception as error:  # a wheel that does not load here, a missing file, a dead download
            problem = str(error)
            say(f"no decoder: {error}")
    endpoint = None
    try:
        endpoint = build_endpoint(settings)
    except DecoderError as error:
        say(f"no endpoint for checks: {error}")
    name = _name(decoder, settings)
    assistant = Assistant(
        knowledge,
        encoder,
        retriever,
        answerability,
        understander,
        decoder,
        name,
        settings.decoder_languages,
        settings.max_question_chars,
        notes,
    )
    _warm(assistant, decoder, say)
    params_m = decoder.params_m if isinstance(decoder, ChatCompletions) else None
    return Services(
        settings,
        knowledge,
        notes,
        encoder,
        retriever,
        answerability,
        assistant,
        decoder,
        name,
        params_m,
        problem,
        endpoint,
        server,
    )


def build_retriever(settings: Settings, knowledge: Knowledge, encoder: Encoder, say: Say) -> HybridRetriever:
    """The stored index, or a new one where it is missing or stale; on a vector server where one is set and answers."""
    documents = passages(knowledge)
    told = f"indexing {len(documents)} passages, once for this knowledge base (about a minute)"
    store = _indexed(_built(settings, encoder) / "index", documents, encoder, say, told)
    if settings.vector_store == "faiss":
        return HybridRetriever(store=store)
    try:
        return HybridRetriever(store=open_store(settings.vector_store, store, encoder.name, say))
    except VectorServerError as error:  # answers do not depend on it: the local index finds the same passages
        say(f"no vector server, the local index is used: {error}")
        return HybridRetriever(store=store)


def index_notes(settings: Settings, notes: Notes, encoder: Encoder, say: Say) -> FaissStore:
    """The stored index of the notes alone, or a new one where a note has come, gone or changed."""
    documents = passages_of_notes(notes)
    told = f"indexing {len(documents)} passages of {len(notes)} notes of yours"
    return _indexed(_built(settings, encoder) / "notes", documents, encoder, say, told)


def _indexed(folder: Path, documents: list[Document], encoder: Encoder, say: Say, told: str) -> FaissStore:
    """The index stored in a folder, or a new one where it is missing or belongs to other passages."""
    try:
        return FaissStore.load(folder, encoder, encoder.name, documents)
    except StaleIndexError:
        say(told)
        store = FaissStore(encoder, encoder.dimension)
        store.add_vectors(encoder.passages([document.page_content for document in documents]), documents)
        store.save(folder, encoder.name)
        return store


def build_answerability(
    settings: Settings, knowledge: Knowledge, encoder: Encoder, retriever: HybridRetriever, embed: Embed, say: Say
) -> Answerability:
    """What tells answerable questions from others: stored, or newly fitted where it is missing or stale."""
    file, born_of = _built(settings, encoder) / "answerable.json", f"{encoder.name} {knowledge.fingerprint}"
    try:
        return Answerability.load(file, born_of)
    except StaleAnswerabilityError:
        say("learning which questions have no answer here, once (about half a minute)")
        texts = [text for language in LANGUAGES for text in knowledge.unanswerable.get(language)]
        fitted = fit_answerability(retriever, texts, embed)
        fitted.save(file, born_of)
        return fitted


def build_heads(settings: Settings, knowledge: Knowledge, encoder: Encoder, say: Say) -> Heads:
    """The heads that come with the project or were trained here before; newly trained ones where both are stale."""
    born, here = born_of(knowledge, encoder.name), _built(settings, encoder) / "heads"
    for folder in (TRAINED, here):
        try:
            return Heads.load(folder, born)
        except StaleHeadsError:
            continue
    say("training the heads that understand questions, once (about two minutes)")
    heads = train_heads(knowledge, encoder, say)
    heads.save(here, born)
    return heads


def build_decoder(settings: Settings, say: Say) -> tuple[LlamaServer | None, BaseChatModel | None]:
    """The decoder the settings ask for, with its server when it runs in this process.

    Raises:
        DecoderError, WeightsError: if it cannot be had.
    """
    if settings.decoder_url:
        if not settings.decoder_name:
            raise DecoderError("BOG_DECODER_URL is set without BOG_DECODER_NAME; name the model the server runs")
        key = SecretStr(settings.decoder_key) if settings.decoder_key else None
        return None, ChatCompletions(
            base_url=settings.decoder_url,
            name_shown=settings.decoder_name,
            languages=settings.decoder_languages,
            key=key,
            timeout_s=settings.decoder_timeout_s,
        )
    if settings.decoder == "none":
        return None, None
    if settings.decoder.startswith("langchain:"):
        return None, init_chat_model(settings.decoder.removeprefix("langchain:"))
    weights = manifest()["decoder"]
    embedded = settings.decoder == "embedded"
    gguf = ensure(weights, settings.cache_dir, say) if embedded else Path(settings.decoder)
    server = LlamaServer(gguf, settings.decoder_slots, settings.threads)
    return server, ChatCompletions(
        base_url=server.base_url,
        name_shown=weights.model.split("/")[-1] if embedded else settings.decoder_name or gguf.stem,
        params_m=weights.params_m if embedded else None,
        languages=settings.decoder_languages,
        timeout_s=settings.decoder_timeout_s,
        slots=settings.decoder_slots,
        defaults={"cache_prompt": True},
    )


def build_endpoint(settings: Settings) -> ChatCompletions | None:
    """The decoder that takes part in checks beside the one that words answers, where the settings name one.

    Raises:
        DecoderError: if its name is missing.
    """
    if not settings.endpoint_url:
        return None
    if not settings.endpoint_name:
        raise DecoderError("BOG_ENDPOINT_URL is set without BOG_ENDPOINT_NAME; name the model the server runs")
    priced = settings.endpoint_usd_in is not None or settings.endpoint_usd_out is not None
    return ChatCompletions(
        base_url=settings.endpoint_url,
        name_shown=settings.endpoint_name,
        key=SecretStr(settings.endpoint_key) if settings.endpoint_key else None,
        timeout_s=settings.decoder_timeout_s,
        parallel=ENDPOINT_PARALLEL,
        usd_per_million=(settings.endpoint_usd_in or 0.0, settings.endpoint_usd_out or 0.0) if priced else None,
    )


def _name(decoder: BaseChatModel | None, settings: Settings) -> str | None:
    """The decoder's name as readers see it."""
    if decoder is None:
        return None
    return decoder.name_shown if isinstance(decoder, ChatCompletions) else settings.decoder_name or settings.decoder


def _built(settings: Settings, encoder: Encoder) -> Path:
    """Folder of what is computed with one encoder."""
    return settings.cache_dir / "built" / encoder.name.replace("/", "--")


def _warm(assistant: Assistant, decoder: BaseChatModel | None, say: Say) -> None:
    """Run everything once, so that no reader pays for first calls."""
    say("warming up")
    for question in ("Which model sorts 500 labelled letters?", "五百封标好的信用什么模型分类？"):
        assistant.decide(Message(question), Standing())
    if decoder is not None:
        try:
            decoder.invoke(messages("Warm-up."), max_tokens=1)
        except Exception as error:  # any LangChain model may stand here, and each fails in its own way
            say(f"the decoder does not answer yet: {error}")
