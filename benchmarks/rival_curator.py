"""The benchmark's task as curator's documentation sets it up. Arguments: prompts file, base URL, model, requests in flight.

curator counts tokens with tiktoken, which would fetch its encoding file; litellm, which curator brings, holds that file in its
package. litellm's list of prices is taken from the package too. So nothing but the server is asked for anything.
"""

import json
import os
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

os.environ.update(
    CURATOR_DISABLE_RICH_DISPLAY="1",
    LITELLM_LOCAL_MODEL_COST_MAP="True",
    TELEMETRY_ENABLED="false",
    TIKTOKEN_CACHE_DIR=str(Path(find_spec("litellm").origin).parent / "litellm_core_utils" / "tokenizers"),
)
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
    with tempfile.TemporaryDirectory() as folder:
        done = writer(rows, working_dir=folder)
    print(len(getattr(done, "dataset", done)))
