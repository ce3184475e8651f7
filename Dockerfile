# One image for every role: `desk serve`, `desk assist`, `desk watch`. No model inside: `desk train` makes it in /state.
FROM python:3.10-slim

RUN pip install --no-cache-dir uv && useradd --system --uid 10001 --home-dir /state desk && install -d -o desk /state
WORKDIR /desk

COPY requirements.txt ./
RUN uv venv /venv && uv pip install --python /venv/bin/python --no-cache --compile-bytecode --require-hashes -r requirements.txt

COPY pyproject.toml README.md config.yml domain.yml standard.yml ./
COPY bot bot
COPY actions actions
COPY channels channels
COPY data data
RUN uv pip install --python /venv/bin/python --no-cache --no-deps --no-build-isolation -e .
# The user who runs it writes nothing here: without this every start would derive it anew, in some 3 s of a processor.
RUN /venv/bin/python -m bot.nlu.derived

ENV PATH=/venv/bin:$PATH HOME=/state PYTHONUNBUFFERED=1 \
    DESK_STATE=/state DESK_HOST=0.0.0.0 RASA_CACHE_DIRECTORY=/state/.rasa
USER desk
VOLUME /state
EXPOSE 8600 9100
ENTRYPOINT ["desk"]
CMD ["serve"]
