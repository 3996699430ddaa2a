// Entry of the player: `render` is called at every run of the page and at every change of theme.

import { styleSheets } from "../web/style.js";
import { Player } from "./player.js";

const addressOf = (name) => new URL(name, import.meta.url);
const sheets = await styleSheets(
  ...["../web/web.css", "player.css", "../web/present.css", "present.css"].map(addressOf),
);
const players = new WeakMap();

/**
 * Show the component's data; return what takes the player away again.
 * @param {object} component What Streamlit hands to a component: `data` is a Uint8Array.
 */
export function render(component) {
  const place = component.parentElement;
  if (!players.has(place)) {
    place.adoptedStyleSheets = sheets;
    players.set(place, new Player(place));
  }
  players.get(place).update(component);
  return () => setTimeout(() => remove(place));
}

function remove(place) {
  // Streamlit also cleans up after a run that a newer one overtook; the player stays then.
  if (place.isConnected) return;
  players.get(place)?.remove();
  players.delete(place);
}
