"""Share: the link of what is on screen, a code for a room of phones, a frame for a course page."""

import html
from dataclasses import dataclass, replace

import streamlit as st
from streamlit import net_util

from ui import frame, pages
from ui.i18n import session_language, t
from ui.lessons.lesson import Lesson, spoken
from ui.plain import escape_markdown
from ui.share.address import is_local, link_to, on_network, root_of
from ui.share.code import draw
from ui.share.short import PROMPT_CHARS, Short, shorten
from ui.visit import Checkpoints

OTHERS = ("lessons",)  # pages without a state

EMBED_HEIGHT = 800  # pixels in which every page's first figure fits, if it is 1,000 wide

# As large as the screen allows: the heading stands beside the code, not above it.
_STYLE = """<style>
.share_code { display: block; box-sizing: border-box; margin: auto; background: #fff;
              width: min(100%, 100dvh - 2.5rem); border-radius: 6px }
.st-key-share_side { min-width: min(100%, 16rem) }
@media (min-width: 900px) {
  [data-testid="stDialog"]:has(.share_code) { padding: 0 }
  [data-testid="stDialog"]:has(.share_code) > div { margin: 0.5rem }
  [role="dialog"]:has(.share_code) > h2 { position: absolute; top: 0;
                                            left: calc(60% - 1.25rem) }
  [role="dialog"]:has(.share_code) > div { padding-block: 0.75rem }
  .st-key-share_side { padding-top: 4rem }
}
</style>"""


@dataclass(frozen=True)
class Shared:
    """What is handed on.

    Parameters
    ----------
    page : str
        As it stands in an address; empty for the main one.
    full : dict of str to str
        Parameters of the complete link.
    short : Short
        Those of the code's link.
    title : str
        Of the frame on a course page.
    """

    page: str
    full: dict[str, str]
    short: Short
    title: str


def entry() -> bool:
    """Draw the button; tell whether it was pressed."""
    return st.button(
        t("share.share"),
        icon=":material/qr_code_2:",
        key="share",
        type="tertiary",
        help=t("share.help"),
        on_click=frame.acted,
    )


def share_page(page: str, checkpoints: Checkpoints) -> None:
    """Open the dialog for the page on screen; after the page has written its link."""
    query = {name: st.query_params.get(name) or "" for name in st.query_params}
    around = frame.parameters()
    # Whoever scans a projected page has no projector.
    phones = frame.parameters(replace(frame.current(), present=False))
    own = {name: value for name, value in query.items() if name not in {"lang", *frame.NAMES}}
    short = shorten(page, own, checkpoints) if page in pages.NAMES and own else Short({})
    short = Short(
        {**short.parameters, **phones}, short.prompt_chars, short.kept_end, short.checksum
    )
    address = "" if page == pages.MAIN else page
    _open(Shared(address, {**own, **around}, short, t(f"pages.{page}.title")))


def share_lesson(lesson: Lesson) -> None:
    """Open the dialog for the start of a lesson."""
    link = {"lesson": lesson.name, "lang": session_language()}
    _open(Shared("", link, Short(link), spoken(lesson.title, session_language())))


def _open(shared: Shared) -> None:
    st.dialog(t("share.title"), width="large")(_draw)(shared)


def _draw(shared: Shared) -> None:
    st.html(_STYLE)
    code, side = st.columns([3, 2])
    with side, st.container(key="share_side"):
        root = _root()
        if root is None:
            st.caption(t("share.no_address"))
        else:
            full = link_to(root, shared.page, shared.full)
            st.caption(t("share.link"))
            st.code(full, language=None, wrap_lines=True, height=136)
    if root is None:
        return
    with code:
        reach = _code(link_to(root, shared.page, shared.short.parameters))
    with side:
        st.caption(reach)
        for note in _left_out(shared.short):
            st.caption(note)
        with st.expander(t("share.embed")):
            st.caption(t("share.embed_help"))
            st.code(_snippet(root, shared), language="html", wrap_lines=True)


def _root() -> str | None:
    """Return the app's address; where it means this machine alone, the visitor chooses."""
    root = root_of(st.context.url, (*pages.NAMES, *OTHERS))
    if root is None or not is_local(root):
        return root
    network = on_network(root, _network_ip())
    if network is None:
        st.warning(t("share.local"), icon=":material/wifi_off:")
        return root
    chosen: str = st.radio(
        t("share.address"),
        [network, root],
        format_func=escape_markdown,
        help=t("share.address_help"),
        key="share_address",
    )
    st.caption(t("share.same_network" if chosen == network else "share.local"))
    return chosen


def _network_ip() -> str | None:
    """Return this machine's address in its network, to a visitor who sits at it and if it is open.

    A visitor from elsewhere, who may have come through a proxy, learns nothing of the network.
    """
    forwarded = any(name.lower().startswith("x-forwarded") for name in st.context.headers)
    bound = st.get_option("server.address")
    if st.context.ip_address is not None or forwarded or bound not in (None, "", "0.0.0.0"):
        return None
    return net_util.get_internal_ip()


def _code(link: str) -> str:
    """Draw a link as a code; return how far it reaches."""
    code = draw(link)
    if code is None:
        return t("share.too_long")
    alt = html.escape(t("share.code_alt", link=link), quote=True)
    st.html(f'<img class="share_code" alt="{alt}" src="{code.picture}">')
    return t("share.reach", heights=f"{code.heights:.1f}", modules=code.modules)


def _left_out(short: Short) -> list[str]:
    notes = []
    cut = {"limit": PROMPT_CHARS, "dropped": short.prompt_chars}
    if short.prompt_chars:
        notes.append(t("share.kept_end" if short.kept_end else "share.kept_beginning", **cut))
    if short.checksum:
        notes.append(t("share.no_checksum"))
    return notes


def _snippet(root: str, shared: Shared) -> str:
    """Return the HTML that shows the state in a page of a course."""
    shown = {name: value for name, value in shared.full.items() if name != "present"}
    link = html.escape(link_to(root, shared.page, {**shown, "embed": "true"}), quote=True)
    title = html.escape(shared.title, quote=True)
    return (
        f'<iframe src="{link}" title="{title}"\n'
        f'  width="100%" height="{EMBED_HEIGHT}" style="border: 0" loading="lazy"\n'
        '  allow="clipboard-write; fullscreen"></iframe>\n'
    )
