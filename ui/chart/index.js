// Entry of the board: `render` is called at every run of the page and at every change of theme.

import { styleSheets } from "../web/style.js";
import { Board } from "./board.js";

const addressOf = (name) => new URL(name, import.meta.url);
const sheets = await styleSheets(
  ...["../web/web.css", "board.css", "table.css", "../web/present.css", "present.css"].map(
    addressOf,
  ),
);
const boards = new WeakMap();

/**
 * Show a board's data; return what takes the board away again.
 * @param {object} component What Streamlit hands to a component: `data` is what `board` sent.
 */
export function render(component) {
  const place = component.parentElement;
  if (!boards.has(place)) {
    place.adoptedStyleSheets = sheets;
    boards.set(place, new Board(place));
  }
  boards.get(place).update(component);
  return () => setTimeout(() => remove(place));
}

function remove(place) {
  // Streamlit also cleans up after a run that a newer one overtook; the board stays then.
  if (place.isConnected) return;
  boards.get(place)?.remove();
  boards.delete(place);
}
