// Entry of the keyboard: a button for the help, and the keys that the server answers.

import { h } from "../web/dom.js";
import { speak } from "../web/language.js";
import { mounting } from "../web/mount.js";
import { styleSheets } from "../web/style.js";
import { dress } from "../web/theme.js";
import { translator } from "../web/translate.js";
import { Help } from "./help.js";
import { counted, join } from "./listener.js";

const addressOf = (name) => new URL(name, import.meta.url);
const sheets = await styleSheets(addressOf("../web/web.css"), addressOf("keyboard.css"));

class Keyboard {
  constructor(place) {
    this.place = place;
    this.root = h("div", { class: "lab keyboard" });
  }

  update({ data, setTriggerValue }) {
    if (data.lang !== this.lang) this.build(data);
    this.leave?.();
    const press = (action) => (place) => setTriggerValue("pressed", { action, place });
    const asked = Object.entries(data.actions).map(([action, count]) => [
      action,
      counted(press(action), () => count),
    ]);
    const help = { help: () => this.help.open(), close: () => false };
    const ends = [join("server", Object.fromEntries(asked)), join("page", help)];
    this.leave = () => ends.forEach((end) => end());
    dress(this.root);
  }

  /** Make button and help in the language of the data. */
  build({ lang, strings }) {
    this.lang = lang;
    const t = translator(strings);
    this.help = new Help(t);
    const label = t("keys.title");
    const button = h(
      "button",
      { type: "button", title: `${label} (?)`, "aria-label": label, onclick: () => this.help.open() },
      "?",
    );
    speak(this.root, lang); // every page has a keyboard: one without a figure speaks, too
    this.root.replaceChildren(button, this.help.dialog);
    this.place.replaceChildren(this.root);
  }

  remove() {
    this.leave?.();
  }
}

export const { show, leave } = mounting(sheets, (place) => new Keyboard(place));
