"""The teacher of a run, ready to write: our own, or a model on a server with all that a run of it needs."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from callwright.generator.generate import review
from callwright.generator.system_text import SystemText
from callwright.generator.teachers.network.journal import Journal
from callwright.generator.teachers.network.pairs import Said
from callwright.generator.teachers.network.preflight import preflight
from callwright.generator.teachers.network.teacher import NetworkTeacher
from callwright.generator.teachers.offline import OfflineTeacher
from callwright.generator.teachers.prompt import Prompts
from callwright.generator.teachers.teacher import Teacher
from callwright.settings import TEACHERS, Settings
from callwright.store.database import Store
from callwright.store.pairs import first_requests
from callwright.store.requests import spent, store_lost
from callwright.store.runs import known_plan_ids
from callwright.templates.phrasebook import Phrasebook
from callwright.templates.template import Template


def preflight_teacher(settings: Settings) -> None:
    """TeacherError where the teacher could not write a word."""
    if settings.teacher not in TEACHERS:
        preflight(settings.teacher, settings.connection)


def prompts_version(settings: Settings) -> list[str]:
    """What besides the settings decides about a model's words: other prompts make another run."""
    return [] if settings.teacher in TEACHERS else [Prompts(settings.prompts).version]


@contextmanager
def hired(
    settings: Settings, store: Store, run_id: str, book: Phrasebook, templates: Sequence[Template], system: SystemText
) -> Iterator[Teacher]:
    """A model's answers lie in a journal beside the store until their rows are in it; it is gone once all are."""
    if settings.teacher in TEACHERS:
        yield OfflineTeacher(book)
        return
    journal = Journal(journal_path(store, run_id), run_id, known_plan_ids(store, run_id))
    try:
        store_lost(store, run_id, journal.lost)
        teacher = NetworkTeacher(
            settings.teacher,
            settings.connection,
            journal,
            lambda row, words, name: review(row, words, name, system),
            versions={template.id: template.version for template in templates},
            spent=_spent(settings, store, run_id, journal),
            prompts=Prompts(settings.prompts),
            said=_said(store, run_id) if settings.twins else {},
        )
        with closing(teacher):
            yield teacher
    except BaseException:
        journal.close()
        raise
    journal.remove()


def journal_path(store: Store, run_id: str) -> Path:
    return store.path.with_name(f"{store.path.name}.{run_id}.journal")


def _said(store: Store, run_id: str) -> dict[str, Said]:
    said: dict[str, Said] = {}
    for pair, text, lacking in first_requests(store, run_id):
        said.setdefault(pair, Said(text, not lacking))
    return said


def _spent(settings: Settings, store: Store, run_id: str, journal: Journal) -> float:
    """What earlier starts have cost; where no answer came, the most that it can have been."""
    known, unanswered = spent(store, run_id)
    stored = known + sum(exchange.request.cost or 0.0 for past in journal.past.values() for exchange in past)
    return stored + unanswered * settings.connection.most(settings.teacher, LARGE_PROMPT)


LARGE_PROMPT = 3000
"""Tokens; ours have 1,200 to 2,000."""
