"""How the API refuses."""

import re

from tests.server.asgi import Answer


def refused(answer: Answer, status: int, said: str = "") -> None:
    """Check an error: JSON, a code for programs, a sentence for people, no trace."""
    assert answer.status == status
    assert answer.headers["content-type"] == "application/json"
    error = answer.json.pop("error")
    assert error.keys() == {"code", "message"}
    assert re.fullmatch("[a-z_]+", error["code"])
    assert said in error["message"]
    assert len(error["message"]) < 500
    assert "Traceback" not in error["message"] and ".py" not in error["message"]
