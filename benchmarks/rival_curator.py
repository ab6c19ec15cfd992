"""The benchmark's task as curator's documentation sets it up. Arguments: prompts file, base URL, model, requests in flight."""

import json
import os
import sys
import tempfile

os.environ.update(CURATOR_DISABLE_RICH_DISPLAY="1", CURATOR_CACHE_DIR=tempfile.mkdtemp(), TELEMETRY_ENABLED="false")
os.environ.setdefault("OPENAI_API_KEY", "none")

from bespokelabs import curator
from pydantic import BaseModel


class Words(BaseModel):
    turn_0: str
    turn_3: str


class Writer(curator.LLM):
    response_format = Words

    def prompt(self, row: dict) -> list[dict]:
        return row["messages"]

    def parse(self, row: dict, response: Words) -> dict:
        return {"id": row["id"], **response.model_dump()}


if __name__ == "__main__":
    path, url, model, in_flight = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    limits = {"max_requests_per_minute": 10**6, "max_tokens_per_minute": 10**9, "max_concurrent_requests": int(in_flight)}
    writer = Writer(model_name=model, backend="openai", backend_params={"base_url": url, **limits})
    done = writer(rows)
    print(len(getattr(done, "dataset", done)))
