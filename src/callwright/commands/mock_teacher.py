from typing import Annotated

import typer


def mock_teacher(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port on 127.0.0.1; 0 takes a free one.")] = 8400,
    latency: Annotated[float, typer.Option("--latency", min=0, metavar="S", help="Seconds from request to reply.")] = 0.0,
    faults: Annotated[
        str, typer.Option("--faults", metavar="FAULT=SHARE,...", help="Share of the requests that meet each fault, 0 to 1.")
    ] = "",
    repaired: Annotated[
        float, typer.Option("--repaired", min=0, max=1, metavar="SHARE", help="Rows with a mistake that are well once told of it.")
    ] = 0.9,
    seed: Annotated[int, typer.Option("--seed", help="Same seed and rows, same faults.")] = 0,
    key: Annotated[str, typer.Option("--key", metavar="KEY", help="Answer 401 to any other API key.")] = "",
    most: Annotated[int, typer.Option("--most", min=0, metavar="N", help="Answer 429 above N requests in flight.")] = 0,
    retry_after: Annotated[float, typer.Option("--retry-after", min=0, metavar="S", help="Seconds that a 429 asks to wait.")] = 1.0,
) -> None:
    """The offline teacher as an OpenAI-compatible server, with faults on demand: a dry run of a teacher over the network.

    A prompt that ends with a brief is answered with the offline teacher's words, any other by a stock reply. Faults:
    429, 500, reset (the connection is cut) and hang (no reply until the client gives up) strike a request;
    truncate (JSON cut off), invalid (not what the schema asks for), refuse and length a reply's form;
    wrong_value, swap, extra_optional, narrate, names_tool, same_opener and invented_result its meaning.

    GET /stats counts requests, completed replies, faults and tokens; GET /stats/faults lists each mistake of meaning by plan id.
    Tokens are characters through four.
    """
    import asyncio

    from callwright.generator.teachers.mock_faults import Faults, parse_faults
    from callwright.generator.teachers.mock_server import Serving, serve

    shares = parse_faults(faults)
    asyncio.run(serve(Serving(Faults(shares, seed, repaired), latency, key, most, retry_after), port, typer.echo))
