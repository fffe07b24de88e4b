FROM python:3.11-slim

RUN useradd --create-home --uid 10001 throughline
WORKDIR /app
COPY requirements-server.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements-server.txt
COPY . .
RUN mkdir -p var && chown throughline var
USER throughline
ENV THROUGHLINE_NO_VENV=1 PYTHONUNBUFFERED=1
VOLUME /app/var
EXPOSE 8000
CMD ["python", "manage.py", "start", "--host", "0.0.0.0"]
