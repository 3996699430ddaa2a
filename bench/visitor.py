"""A visitor's tab on the app's WebSocket, without a browser.

It sends what Chromium sends, recorded from one: the link, the widgets that stand on the page, what
the player was told to do. The messages are Streamlit's own, private protocol: the pinned version
counts.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect

RUN_SECONDS = 60
_UNSEEN = "-keyboard"  # ends the id of the component that only listens


class VisitFailed(Exception):
    """The app did not do what was asked of it."""


@dataclass(frozen=True)
class Answer:
    """How the app answered a request.

    Parameters
    ----------
    seconds : float
        From the request to the end of the script's run.
    text_seconds : float
        From the request to what the player shows, or the last board of another page.
    bytes : int
        All messages until the end.
    """

    seconds: float
    text_seconds: float
    bytes: int


@contextmanager
def join(address: str) -> Iterator["Session"]:
    """Come to a server, given as host and port; leave it at the end."""
    stream = f"ws://{address}/_stcore/stream"
    with connect(stream, subprotocols=["streamlit"], max_size=None) as socket:
        yield Session(socket, f"http://{address}/")


class Session:
    """One visitor."""

    def __init__(self, socket: ClientConnection, url: str) -> None:
        self._socket = socket
        self._url = url
        self.link = ""  # as the address bar would show it
        self._page = ""
        self._widgets: dict[str, WidgetState] = {}
        self._player = ""
        self._cached: list[str] = []

    def open(self, parameters: dict[str, object], page: str = "") -> Answer:
        """Follow a link to the main page, the first or another of the visit, or come to a page."""
        self.link = urlencode(parameters)
        request = self._request()
        request.rerun_script.page_name = page
        return self._ask(request)

    def act(self, action: dict[str, object]) -> Answer:
        """Do something in the player: what it sends is in `ui.actions`."""
        before = self.link
        request = self._request()
        events = json.dumps([{"event": "action", "value": action}])
        trigger = f"$$STREAMLIT_INTERNAL_KEY_{self._player}__events"
        request.rerun_script.widget_states.widgets.add(id=trigger, json_trigger_value=events)
        answer = self._ask(request)
        if self.link == before:
            raise VisitFailed(f"{action} changed nothing")
        return answer

    def _request(self) -> BackMsg:
        request = BackMsg()
        script = request.rerun_script
        script.query_string = self.link
        script.widget_states.widgets.extend(self._widgets.values())
        script.page_script_hash = self._page
        script.cached_message_hashes.extend(self._cached)
        script.context_info.timezone = "UTC"
        script.context_info.locale = "en-US"
        script.context_info.url = self._url
        script.context_info.color_scheme = "light"
        return request

    def _ask(self, request: BackMsg) -> Answer:
        begin = time.perf_counter()
        self._socket.send(request.SerializeToString())
        self._widgets = {}
        text_seconds, received = None, 0
        while True:
            data = self._socket.recv(timeout=RUN_SECONDS)
            message = ForwardMsg.FromString(data)
            received += len(data)
            if self._take(message):
                text_seconds = time.perf_counter() - begin
            if message.WhichOneof("type") == "script_finished":
                break
        seconds = time.perf_counter() - begin
        if text_seconds is None and request.rerun_script.page_name:
            text_seconds = seconds  # a page of words alone
        if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY or text_seconds is None:
            raise VisitFailed(f"a run ended as {message.script_finished} without its text")
        return Answer(seconds, text_seconds, received)

    def _take(self, message: ForwardMsg) -> bool:
        """Keep what a browser would; tell whether this is what the player shows."""
        kind = message.WhichOneof("type")
        if kind == "page_info_changed":
            self.link = message.page_info_changed.query_string
        elif kind == "navigation":
            self._page = message.navigation.page_script_hash
        elif kind == "delta" and message.delta.HasField("new_element"):
            self._take_element(message.delta.new_element)
            if message.metadata.cacheable:
                self._cached = [*self._cached[-1:], message.hash]
        component = message.delta.new_element.bidi_component.id
        return kind == "ref_hash" or bool(component) and not component.endswith(_UNSEEN)

    def _take_element(self, element: Element) -> None:
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise VisitFailed(element.exception.message or element.exception.type)
        # The other widgets wait in a menu that is closed: a browser does not send them.
        if kind == "selectbox":
            box = element.selectbox
            chosen = box.raw_value if box.set_value else box.options[box.default]
            self._widgets[box.id] = WidgetState(id=box.id, string_value=chosen)
        elif kind == "text_input":
            line = element.text_input
            typed = line.value if line.set_value else line.default
            self._widgets[line.id] = WidgetState(id=line.id, string_value=typed)
        elif kind == "bidi_component" and not element.bidi_component.id.endswith(_UNSEEN):
            self._player = element.bidi_component.id
