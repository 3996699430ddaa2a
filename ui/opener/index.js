// Entry of the opener: `render` is called at every run of the page and at every change of theme.

import { styleSheets } from "../web/style.js";
import { Opener } from "./opener.js";

const addressOf = (name) => new URL(name, import.meta.url);
const sheets = await styleSheets(addressOf("../web/web.css"), addressOf("opener.css"));
const openers = new WeakMap();

/**
 * Show the button; return what takes it away again.
 * @param {object} component What Streamlit hands to a component: `data` is what `opener` sent.
 */
export function render(component) {
  const place = component.parentElement;
  if (!openers.has(place)) {
    place.adoptedStyleSheets = sheets;
    openers.set(place, new Opener(place));
  }
  openers.get(place).update(component);
  return () => setTimeout(() => remove(place));
}

function remove(place) {
  // Streamlit also cleans up after a run that a newer one overtook; the opener stays then.
  if (place.isConnected) return;
  openers.get(place)?.remove();
  openers.delete(place);
}
