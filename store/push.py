"""A written dataset to the Hugging Face Hub: its whole folder in one commit, and only after all of it stands and was verified."""

from importlib.util import find_spec
from pathlib import Path

from callwright.errors import InputError, MissingExtraError


def check_push(repo: str) -> None:
    """What an upload needs is there, before anything is built: the library, a token, a name that the Hub takes."""
    if find_spec("huggingface_hub") is None:
        raise MissingExtraError("huggingface_hub", "train", "--push")
    from huggingface_hub import get_token
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]

    try:
        validate_repo_id(repo)
    except HFValidationError as error:
        raise InputError(f"--push {repo!r}: {error}") from None
    if get_token() is None:
        raise InputError(f"--push {repo}: no token of the Hugging Face Hub; set HF_TOKEN, or log in by `hf auth login`")


def upload(folder: Path, repo: str, private: bool) -> str:
    """The address of the dataset on the Hub. A repository that exists keeps its visibility and its other files.

    InputError where the Hub refuses.
    """
    import httpx2
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError

    hub = HfApi(library_name="callwright")
    try:
        url = hub.create_repo(repo, repo_type="dataset", private=private, exist_ok=True)
        hub.upload_folder(
            repo_id=url.repo_id,
            repo_type="dataset",
            folder_path=folder,
            commit_message=f"Dataset {folder.name}",
            delete_patterns="recipes/*",
        )
    except (HfHubHTTPError, httpx2.HTTPError) as error:
        said = " ".join(str(error).split())
        raise InputError(f"--push {repo}: {said} The dataset itself is complete in {folder}") from None
    return str(url)
