// Entry of the player: `show` is called at every run of the page and at every change of theme.

import { mounting } from "../web/mount.js";
import { styleSheets } from "../web/style.js";
import { Player } from "./player.js";

const addressOf = (name) => new URL(name, import.meta.url);
const sheets = await styleSheets(
  ...["../web/web.css", "player.css", "../web/present.css", "present.css"].map(addressOf),
);

export const { show, leave } = mounting(sheets, (place) => new Player(place));
