"""The script that Streamlit runs for a component: the way to its modules, and a number a call.

Streamlit sends it again with every run of the page, so it holds no more than that; ``web/mount.js``
does the rest.
"""

from ui import assets

_SHIM = """
let calls = 0;
export default (component) => {
  const call = { component, number: (calls += 1), over: false };
  const entry = import(new URL("%s/%s/index.js", location.origin));
  entry.then(({ show }) => show(call));
  return () => {
    call.over = true;
    entry.then(({ leave }) => leave(call));
  };
};
"""


def shim(folder: str) -> str:
    """Return the script of the component whose entry is ``index.js`` of a folder."""
    return _SHIM % (assets.base_path(), folder)
