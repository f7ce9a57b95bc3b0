"""How the vector index grows: build time, query time, memory and recall from a thousand passages to a million."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

import faiss
import numpy as np
from langchain_core.documents import Document
from langchain_core.embeddings import DeterministicFakeEmbedding
from numpy.typing import NDArray

from app.models.encoder import load_encoder
from app.settings import Settings
from retrieval.index_types import FLAT_UP_TO, flat, inverted, search
from retrieval.search import NEIGHBOURS
from retrieval.server_collections import PgvectorCollection
from retrieval.servers import BATCH
from tests import postgres

PLAINTEXT = Path(__file__).parents[3] / "shared" / "data" / "plaintext"
"""Running text, beside the checkout where there is any; another folder of ``.txt`` files does as well."""

SIZES = (1_000, 10_000, 100_000, 1_000_000)
SENTENCES = 8_000
QUERIES = 200
NEARNESS = 0.95
"""Cosine between a sentence's vector and the invented ones beside it."""
CHUNK = 50_000
"""Vectors invented at once, so that a million fits in memory."""
SERVED = 10_000
"""Size at which pgvector is measured too."""

_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？；．])")
_READ = """
import sys, faiss
from tests.benchmarks.machine import resident_mb
before = resident_mb()
index = faiss.read_index(sys.argv[1])
print(resident_mb() - before)
"""

Vectors = NDArray[np.float32]
Search = Callable[[Vectors, int], Sequence[int]]
"""Rows nearest to one query vector."""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    passages: int
    index: str
    build_s: float
    waits_ms: list[float]
    file_mb: float
    resident_mb: float
    recall: float

    def __str__(self) -> str:
        median, p95 = np.percentile(self.waits_ms, [50, 95])
        return (
            f"{self.passages:>9,}  {self.index:20} {self.build_s:8.2f} {median:9.2f} {p95:8.2f} "
            f"{self.file_mb:9.1f} {self.resident_mb:9.0f} {self.recall:10.3f}"
        )


def run(settings: Settings, say: Callable[[str], None], sizes: Sequence[int] = SIZES, folder: Path = PLAINTEXT) -> None:
    """Print the table; a star marks the index that the app takes at that size."""
    texts = sentences(folder, SENTENCES + QUERIES)
    if not texts:
        print(f"no text in {folder}; nothing measured")
        return
    faiss.omp_set_num_threads(settings.threads)
    known, queries = embedded(settings, texts, say)
    print(f"{len(known):,} sentences and noise to cosine {NEARNESS}; {len(queries)} questions, k {NEIGHBOURS}")
    print(" passages  index                 build s median ms   p95 ms   file MB  resident  recall@10")
    for size in sizes:
        say(f"{size:,} passages")
        vectors = spread(known, size)
        exact = flat(vectors.shape[1])
        started = perf_counter()
        exact.add(vectors)
        built = perf_counter() - started
        truth = exact.search(queries, 10)[1]
        print(_faiss_row("flat" + "*" * (size <= FLAT_UP_TO), exact, size, built, queries, truth), flush=True)
        del exact
        if size >= FLAT_UP_TO // 10:
            started = perf_counter()
            lists = inverted(vectors)
            lists.add(vectors)
            built = perf_counter() - started
            name = f"IVF{lists.nlist}, {lists.nprobe} probed" + "*" * (size > FLAT_UP_TO)
            print(_faiss_row(name, lists, size, built, queries, truth), flush=True)
        if size == SERVED:
            _server_rows(vectors, queries, truth, say)


def sentences(folder: Path, wanted: int) -> list[str]:
    """Distinct sentences of 20 to 200 characters, spread evenly over all files of ``folder``, in a fixed order."""
    files = sorted(folder.glob("*.txt"))
    found: dict[str, None] = {}
    for number, path in enumerate(files, start=1):
        cut = (part.strip() for part in _END.split(path.read_text(encoding="utf-8").replace("\n", " ")))
        own = [part for part in dict.fromkeys(cut) if 20 <= len(part) <= 200 and part not in found]
        share = wanted * number // len(files) - len(found)
        found.update(dict.fromkeys(own[:: max(1, len(own) // max(1, share))][:share]))
    return list(found)


def embedded(settings: Settings, texts: list[str], say: Callable[[str], None]) -> tuple[Vectors, Vectors]:
    """Vectors of the sentences as passages, and of some held out as questions; kept in the cache folder."""
    asked = texts[:: max(2, len(texts) // QUERIES)][:QUERIES]
    stored = [text for text in texts if text not in set(asked)]
    digest = sha256("\n".join([settings.encoder, *asked, *stored]).encode()).hexdigest()
    file = settings.cache_dir / "bench" / f"sentences-{digest[:16]}.npz"
    if not file.exists():
        encoder = load_encoder(settings.encoder, settings.cache_dir, settings.threads, say)
        say(f"embedding {len(texts)} sentences, once (a few minutes)")
        file.parent.mkdir(parents=True, exist_ok=True)
        np.savez(file, stored=encoder.passages(stored), asked=encoder.queries(asked))
    with np.load(file) as arrays:
        return arrays["stored"], arrays["asked"]


def spread(known: Vectors, size: int, seed: int = 0) -> Vectors:
    """``size`` vectors of L2 norm 1: the known ones, then copies of them in turn, each with its own noise."""
    rng = np.random.default_rng(seed)
    dimension = known.shape[1]
    length = np.sqrt(1 / NEARNESS**2 - 1) / np.sqrt(dimension)
    vectors = np.empty((size, dimension), dtype=np.float32)
    vectors[: len(known)] = known[:size]
    for start in range(len(known), size, CHUNK):
        rows = np.arange(start, min(start + CHUNK, size))
        near = known[rows % len(known)]
        near += np.float32(length) * rng.standard_normal(near.shape, dtype=np.float32)
        vectors[rows] = near / np.linalg.norm(near, axis=1, keepdims=True)
    return vectors


def recall(found: Sequence[Sequence[int]], truth: NDArray[np.int64]) -> float:
    """Share of the true nearest rows that were found, 0 to 1."""
    return float(np.mean([len(set(row) & set(wanted)) / len(wanted) for row, wanted in zip(found, truth, strict=True)]))


def _waits(search: Search, queries: Vectors) -> tuple[list[float], list[Sequence[int]]]:
    """Milliseconds of each query, one at a time, and what each found; a first round warms up."""
    search(queries[0], NEIGHBOURS)
    waits, found = [], []
    for query in queries:
        started = perf_counter()
        found.append(search(query, NEIGHBOURS))
        waits.append((perf_counter() - started) * 1000)
    return waits, found


def _faiss_row(
    name: str, index: faiss.Index, size: int, build_s: float, queries: Vectors, truth: NDArray[np.int64]
) -> Row:
    waits, found = _waits(lambda query, k: search(index, query, k)[1].tolist(), queries)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "index.faiss"
        faiss.write_index(index, str(file))
        read = subprocess.run([sys.executable, "-c", _READ, str(file)], capture_output=True, text=True, check=True)
        stored = file.stat().st_size / 1e6
    return Row(size, name, build_s, waits, stored, float(read.stdout), recall([row[:10] for row in found], truth))


def _server_rows(vectors: Vectors, queries: Vectors, truth: NDArray[np.int64], say: Callable[[str], None]) -> None:
    folder = postgres.programs()
    if folder is None or find_spec("langchain_postgres") is None:
        print(f"pgvector not measured: {postgres.NEEDED}, and pip install -e '.[vector-servers]'")
        return
    import psycopg

    table, (size, dimension) = "langchain_pg_embedding", vectors.shape
    with postgres.cluster(folder) as url, psycopg.connect(url, autocommit=True) as connection:

        def row(name: str, collection: PgvectorCollection, built: float) -> Row:
            def nearest(query: Vectors, k: int) -> Sequence[int]:
                found = collection.vectors.similarity_search_with_score_by_vector(query.tolist(), k=k)
                return [document.metadata["row"] for document, _ in found]

            waits, found = _waits(nearest, queries)
            with collection.vectors.session_maker() as session:
                session.get_bind().dispose()  # a closed connection hands in its statistics
            held = connection.execute(f"SELECT pg_total_relation_size('{table}') / 1e6").fetchone()
            share = recall([found_[:10] for found_ in found], truth)
            return Row(size, name, built, waits, float(held[0] if held else "nan"), float("nan"), share)

        say("pgvector, exact")
        embeddings = DeterministicFakeEmbedding(size=dimension)
        collection = PgvectorCollection.open(url, "bench", embeddings)
        started = perf_counter()
        for start in range(0, size, BATCH):
            rows = np.arange(start, min(start + BATCH, size))
            collection.put(rows, vectors[rows], [Document(page_content=f"passage {row}") for row in rows])
        print(row("pgvector, exact", collection, perf_counter() - started), flush=True)

        say("pgvector, HNSW")
        started = perf_counter()
        connection.execute(f"ALTER TABLE {table} ALTER COLUMN embedding TYPE vector({dimension})")
        connection.execute(f"CREATE INDEX graph ON {table} USING hnsw (embedding vector_cosine_ops)")
        connection.execute(f"ANALYZE {table}")
        built = perf_counter() - started
        # At this size PostgreSQL would rather read all rows.
        connection.execute("ALTER DATABASE postgres SET enable_seqscan = off")
        connection.execute("ALTER DATABASE postgres SET enable_sort = off")
        graph = row("pgvector, HNSW", PgvectorCollection.open(url, "bench", embeddings), built)
        used = connection.execute("SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'graph'").fetchone()
        if used and used[0] >= len(queries):
            print(graph, flush=True)
        else:
            print("pgvector did not use its HNSW index; not measured")
