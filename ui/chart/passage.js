// Running text, token by token: tinted, marked, growing with the slider, or asking when clicked.

import { h, say } from "../web/dom.js";
import { download } from "../web/files.js";
import { visible } from "../web/tokens.js";
import { at, Panel } from "./panel.js";

const KEY_PAUSE = 300; // ms without a key press before the server is told
const TURNS = { ArrowLeft: -1, ArrowRight: 1 };

export class Passage extends Panel {
  constructor(board) {
    super(board);
    this.text = h("div", {
      class: "passage",
      tabindex: 0,
      role: "group",
      onclick: ({ target }) => this.clicked(target),
      onkeydown: (event) => this.pressed(event),
    });
    this.body.append(this.text);
    this.finder = h("button", { type: "button", class: "quiet find", onclick: () => this.find() });
    this.title.after(this.finder);
    // The room may change, and letters do when their font has come.
    this.refollow = () => this.follow(this.followed);
    this.observer = new ResizeObserver(this.refollow);
    this.observer.observe(this.text);
    document.fonts.addEventListener("loadingdone", this.refollow);
  }

  files() {
    const text = () => new Blob([this.text.innerText], { type: "text/plain" });
    return { txt: { save: (name) => download(name, text()) } };
  }

  adopt(spec) {
    super.adopt(spec);
    this.text.setAttribute("aria-label", spec.title);
    this.text.classList.toggle("clickable", spec.clickable);
    this.written = null;
    say(this.finder, spec.finds[0]);
    this.finder.title = spec.finds[1];
    this.finder.hidden = !spec.finds[0];
  }

  dress() {
    const { height, fits } = this.spec;
    const room = height ? `${this.board.heightOf(height)}px` : "";
    this.body.style.height = fits ? "" : room;
    this.text.style.maxHeight = fits ? room : "";
  }

  show(stop) {
    super.show(stop);
    const { spec } = this;
    const tokens = at(spec.frames, spec.growing ? 0 : stop);
    if (tokens !== this.written) this.write(tokens);
    if (spec.growing) this.grow(stop);
  }

  write(tokens) {
    const top = tokens.length === this.marks?.length ? this.text.scrollTop : 0;
    this.written = tokens;
    this.end = null;
    const prompt = h("span", { class: "prompt" }, this.spec.prompt);
    this.marks = tokens.map((token, i) => this.mark(token, i));
    this.text.replaceChildren(prompt, ...this.marks);
    this.text.scrollTop = top;
    this.follow(this.text.querySelector(".chosen"));
  }

  mark([text, tint, kind, title], i) {
    const element = h("span", { class: `token ${kind ?? ""}`, title: title || null }, readable(text));
    if (tint) element.style.setProperty("--surprise", tint);
    element.index = i;
    return element;
  }

  /** Show the tokens up to a stop; those after it lie ahead. */
  grow(stop) {
    if (stop === this.end) return;
    const from = this.end === null ? 0 : Math.min(this.end, stop);
    const to = this.end === null ? this.marks.length : Math.max(this.end, stop) + 1;
    this.marks.slice(from, to).forEach((mark, i) => {
      mark.classList.toggle("ahead", from + i > stop);
      mark.classList.toggle("current", from + i === stop);
    });
    this.end = stop;
    this.follow(this.marks[Math.min(stop, this.marks.length - 1)]);
  }

  /** Scroll the passage, and only it, so that the newest token can be seen. */
  follow(mark) {
    const { text } = this;
    this.followed = mark;
    if (!mark || text.scrollHeight <= text.clientHeight) return;
    const top = mark.offsetTop - text.offsetTop;
    const ahead = this.board.data.present ? 1 : 2; // lines that are large are few
    const end = top + ahead * mark.offsetHeight;
    if (top >= text.scrollTop && end <= text.scrollTop + text.clientHeight) return;
    const line = parseFloat(getComputedStyle(text).lineHeight); // no line is cut at the top
    text.scrollTop = Math.ceil((end - text.clientHeight) / line) * line;
  }

  /** Bring the place into view where this text parts from another; a growing one turns back to it. */
  find() {
    const place = this.marks.findIndex(({ classList }) => classList.contains("parts"));
    if (this.spec.growing) this.board.slider.goTo(place);
    else this.follow(this.marks[place]);
  }

  clicked({ index }) {
    if (this.spec.clickable && index !== undefined) this.choose(index);
  }

  /** Let the arrow keys choose the neighbour; the server is told when they rest. */
  pressed(event) {
    const turn = TURNS[event.key];
    if (!this.spec.clickable || !turn || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const chosen = this.marks.findIndex(({ classList }) => classList.contains("chosen"));
    let place = chosen + turn;
    while (this.marks[place]?.classList.contains("skipped")) place += turn;
    const next = this.marks[place];
    if (!next) return;
    this.marks[chosen]?.classList.remove("chosen");
    next.classList.add("chosen");
    this.follow(next);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.choose(next.index), KEY_PAUSE);
  }

  choose(index) {
    clearTimeout(this.timer);
    this.board.send({ kind: "token", panel: this.spec.key, index });
  }

  remove() {
    this.observer.disconnect();
    document.fonts.removeEventListener("loadingdone", this.refollow);
    clearTimeout(this.timer);
  }
}

/** Return a token for running text: spaces and line ends work, what has no shape is named. */
function readable(text) {
  const parts = text.split(/([ \n\u3000]+)/);
  return parts.map((part, i) => (i % 2 ? part : visible(part))).join("");
}
