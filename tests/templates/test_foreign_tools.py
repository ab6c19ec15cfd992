"""Tools from elsewhere: they touch nothing of the user's tools, and only look like them."""

from callwright.templates.foreign import distractors, joined, namesakes, read_namesakes
from callwright.tools.call import Finding
from callwright.tools.checks import checker
from callwright.tools.load import SEED_TOOLS, load_tools
from callwright.tools.tool import Tool, Toolset

OFFICE = load_tools(SEED_TOOLS)


def test_most_distractors_fit_most_toolsets_and_none_touches_a_subject_of_it() -> None:
    names = {tool.name for tool in distractors(OFFICE)}
    assert len(names) >= 25
    assert "get_air_quality" not in names
    assert not names & set(OFFICE)


def test_a_distractor_of_the_users_own_trade_is_left_out() -> None:
    cinema = Tool("find_movie", "Find a film and buy tickets.", {"type": "object", "properties": {}})
    garden = Tool("plan_garden", "Plan beds and lawns.", {"type": "object", "properties": {}})
    left = {tool.name for tool in distractors(Toolset([cinema, garden]))}
    assert not left & {"rotate_video", "water_plants", "mow_lawn", "plan_route"}


def test_namesakes_wear_the_tools_name_in_its_own_style_and_are_sound() -> None:
    found = namesakes(OFFICE["create_task"], OFFICE)
    assert len(found) == len(read_namesakes())
    assert all(tool.name.startswith("create_task_") and "create_task" in tool.description for tool in found)
    assert not any(isinstance(checker(tool), Finding) for tool in (*found, *distractors(OFFICE)))
    assert (joined("getUser", ["audit", "log"]), joined("get-user", ["log"]), joined("ping", ["log"])) == (
        "getUserAuditLog",
        "get-user-log",
        "ping_log",
    )


def test_a_namesake_never_takes_a_name_that_is_there() -> None:
    taken = ["create_task_docs"]
    assert "create_task_docs" not in {tool.name for tool in namesakes(OFFICE["create_task"], taken)}
