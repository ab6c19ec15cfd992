"""What can go wrong through the user's input or surroundings, as one tree.

CallwrightError                one line for the user, exit code 2
├── InputError                 a file, option or value that cannot be used
│   ├── ToolsError             tools that cannot be read
│   └── TemplateError          a template, phrasebook or scenario file that cannot be used
├── StoreError                 a store that cannot be opened, is held by another process or is something else
├── TeacherError               a teacher's server that cannot be used, or no longer
├── StudentError               a student that cannot be built, loaded or trained here
├── MissingExtraError          a part that needs an optional dependency which is not installed
└── StoppedError               Ctrl-C, where the command can say what it kept; exit code 130

A message says what, where and how to mend it. Everything else that is raised is a defect of ours.
"""


class CallwrightError(Exception):
    """Ends the command with `error: <message>` and exit code 2."""


class InputError(CallwrightError):
    pass


class ToolsError(InputError):
    pass


class TemplateError(InputError):
    pass


class StoreError(CallwrightError):
    pass


class TeacherError(CallwrightError):
    pass


class StudentError(CallwrightError):
    pass


class MissingExtraError(CallwrightError):
    def __init__(self, module: str, extra: str, purpose: str) -> None:
        super().__init__(f"{purpose} needs {module}, which is not installed: pip install 'callwright[{extra}]'")


class StoppedError(CallwrightError):
    def __init__(self, kept: str) -> None:
        super().__init__(f"interrupted; {kept}")
