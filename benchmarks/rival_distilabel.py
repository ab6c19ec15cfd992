"""The benchmark's task as distilabel's documentation sets it up. Arguments: prompts file, base URL, model, requests in flight."""

import json
import sys

from distilabel.models import OpenAILLM
from distilabel.pipeline import Pipeline
from distilabel.steps import LoadDataFromDicts
from distilabel.steps.tasks import ChatGeneration
from pydantic import BaseModel


class Words(BaseModel):
    turn_0: str
    turn_3: str


if __name__ == "__main__":
    path, url, model, in_flight = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    with Pipeline(name="words") as pipeline:
        load = LoadDataFromDicts(data=rows, batch_size=int(in_flight))
        llm = OpenAILLM(model=model, base_url=url, api_key="none", structured_output={"schema": Words})
        load >> ChatGeneration(llm=llm, input_batch_size=int(in_flight))
    done = pipeline.run(use_cache=False)
    print(len(done["default"]["train"]))
