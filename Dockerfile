FROM python:3.12-slim

# llama.cpp and torch bring their own kernels; libgomp is the only system library they need.
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/*

RUN useradd -m -u 1000 user
USER user
ENV HOME=/home/user \
    PATH=/home/user/.local/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    BOG_HOST=0.0.0.0 \
    BOG_PORT=7860 \
    BOG_CACHE_DIR=/home/user/cache
WORKDIR /home/user/bert-or-gpt

# The CPU build of torch, before anything asks for torch: the default one carries several GB of CUDA.
RUN pip install --no-cache-dir --user torch==2.13.0 --index-url https://download.pytorch.org/whl/cpu
COPY --chown=user requirements.txt ./
RUN pip install --no-cache-dir --user -r requirements.txt

COPY --chown=user . .
RUN pip install --no-cache-dir --user --no-deps -e .

# Weights fetched, verified and converted, index built: the container starts without network.
RUN python -m app weights

EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD python -c "import urllib.request as u; u.urlopen('http://127.0.0.1:7860/healthz', timeout=4)"
CMD ["python", "-m", "app", "serve"]
