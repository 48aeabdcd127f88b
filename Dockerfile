# One image for all processes; the command chooses which one a container is.
FROM python:3.12-slim

# Logs appear as they happen; the image is never written to, jobs keep their files in STATE_DIR.
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
ENV STATE_DIR=/var/lib/burrow

WORKDIR /app
# The folder is the user's, and so is a new volume that is mounted there.
RUN useradd --system --uid 10001 --no-create-home burrow \
    && install --directory --owner=burrow --mode=0750 /var/lib/burrow

# Before the code: a change of ours does not install the libraries again.
COPY requirements.txt .
RUN pip install --require-hashes -r requirements.txt

COPY . .
RUN python -m compileall -q .

USER burrow
ENV ENV=production
EXPOSE 8080
STOPSIGNAL SIGTERM

# /healthz of whichever process runs: does its loop turn? A lost Redis is no reason to restart.
HEALTHCHECK --interval=10s --timeout=4s --start-period=20s --retries=3 \
    CMD ["python", "-m", "shared.health_probe"]

CMD ["python", "-m", "gateway"]
