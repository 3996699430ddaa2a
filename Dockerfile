# The app with what serving needs, and nothing else; docs/HOSTING.md says how to build and run it.
# What is copied has to be let through by .dockerignore.
ARG PYTHON=3.11

FROM python:${PYTHON}-slim AS packages
COPY requirements.txt .
# Tests inside packages are of no use here; bytecode stays, it halves the time of a start.
RUN python -m venv --without-pip /opt/venv \
    && python -m pip --python /opt/venv install --no-cache-dir -r requirements.txt \
    && find /opt/venv -type d -name tests -prune -exec rm -r {} +

FROM python:${PYTHON}-slim
# The base image comes without bytecode, and the app's user could not write it.
RUN useradd --uid 1000 --create-home app \
    && python -m compileall -q -x site-packages /usr/local/lib
COPY --from=packages /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH \
    HOME=/home/app \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PORT=8501

WORKDIR /app
# From what changes seldom to what changes often.
COPY checkpoints/ checkpoints/
COPY lessons/ lessons/
COPY lessons/ lessons/
COPY .streamlit/ .streamlit/
COPY textgen/ textgen/
COPY server/ server/
COPY ui/ ui/
COPY pages/ pages/
COPY app.py navigation.py ./
RUN python -m compileall -q .

USER app
EXPOSE $PORT
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD python -c "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/_stcore/health', timeout=4)"
CMD ["sh", "-c", "exec streamlit run app.py --server.address=0.0.0.0 --server.port=$PORT"]
