"""The user of an episode: he says what the trace has him say, and has a short answer to a question the trace does not know."""

from collections.abc import Sequence
from dataclasses import dataclass

from callwright.finetune.acts import act_of
from callwright.generator.trace import Message

YES, NO, AGAIN = "Yes, go ahead.", "No, leave it as it is.", "As I said: "


@dataclass
class ScriptedUser:
    unsaid: list[Message]
    """His turns of the trace, each said when the model speaks instead of calling, whatever it says: he supplies the value to
    one that declines too, so that asking against declining is judged by what follows."""
    replies: int
    """Turns of the trace said so far."""
    request: str
    patience: int = 1
    """Questions beyond the trace that he answers."""

    def reply(self, message: Message, history: Sequence[Message], *, is_due: bool) -> Message | None:
        """None where there is nothing to reply to. `is_due`: something he asked for is still to be done."""
        if self.unsaid:
            self.replies += 1
            return self.unsaid.pop(0)
        act = act_of(message, history)
        if not self.patience or not (act == "confirm" or (act == "ask" and is_due)):
            return None
        self.patience -= 1
        if act == "ask":
            return Message("user", AGAIN + self.request)
        return Message("user", YES if is_due else NO)
