"""Entry of ``streamlit run app.py``: the pages, the browser's files and the warm-up."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send
from streamlit import net_util
from streamlit.runtime.pages_manager import PagesManager

from server.assets import asset_route, load_assets
from server.errors import show_failure_page
from server.headers import SecurityHeaders
from server.memory import few_arenas
from server.streamlit_static import CompressedStatic
from ui.failure import show_failure

# A step is a small product of a matrix and a vector: threads would only wait for each other,
# and many visitors share the processor. NumPy reads this when it is first imported, below.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

few_arenas()

# Where a folder is called pages/, Streamlit takes the first visit of a process for the old,
# automatic kind of app and would run the page alone if the visit asks for one by name.
PagesManager.uses_pages_directory = False

# Streamlit asks another host for this machine's public address, at its start and whenever a page
# from elsewhere wants to connect. This server asks nobody.
net_util.get_external_ip = lambda: None


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Load everything before the first visitor comes."""
    import server.api  # noqa: F401 - so that the first call does not wait for it
    from ui.resources import warm_up  # imports NumPy; needs the runtime that has started by now

    warm_up()
    yield


async def api(scope: Scope, receive: Receive, send: Send) -> None:
    """Hand a call to the API."""
    from server.api import api  # imports NumPy

    await api(scope, receive, send)


app = st.App(
    "navigation.py",
    routes=[asset_route(load_assets()), Mount("/api", app=api)],
    middleware=[Middleware(SecurityHeaders), Middleware(CompressedStatic)],
    lifespan=lifespan,
    on_script_error=show_failure,
    exception_handlers={Exception: show_failure_page},
)
