// Entry of the opener: `show` is called at every run of the page and at every change of theme.

import { mounting } from "../web/mount.js";
import { styleSheets } from "../web/style.js";
import { Opener } from "./opener.js";

const addressOf = (name) => new URL(name, import.meta.url);
const sheets = await styleSheets(
  ...["../web/web.css", "../web/present.css", "opener.css"].map(addressOf),
);

export const { show, leave } = mounting(sheets, (place) => new Opener(place));
