"""Entry of ``streamlit run app.py``: the pages, the browser's files and the warm-up."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime.pages_manager import PagesManager

from server.assets import asset_route, load_assets
from server.memory import few_arenas
from server.streamlit_static import CompressedStatic

# A step is a small product of a matrix and a vector: threads would only wait for each other,
# and many visitors share the processor. NumPy reads this when it is first imported, below.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

few_arenas()

# Where a folder is called pages/, Streamlit takes the first visit of a process for the old,
# automatic kind of app and would run the page alone if the visit asks for one by name.
PagesManager.uses_pages_directory = False


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Load everything before the first visitor comes."""
    from ui.resources import warm_up  # imports NumPy; needs the runtime that has started by now

    warm_up()
    yield


app = st.App(
    "navigation.py",
    routes=[asset_route(load_assets())],
    middleware=[Middleware(CompressedStatic)],
    lifespan=lifespan,
)
