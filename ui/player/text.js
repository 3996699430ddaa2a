// The text: one element a token, made once; a step only changes the classes of those it passes.

import { h, say } from "../web/dom.js";
import { percent, temperatureText, visible } from "../web/tokens.js";

const ORIGINS = { copied: "player.is_copied", unreal: "player.is_unreal" };
const HAN = /\p{Script=Han}/u;
const SLOP = 8; // pixels a finger goes sideways before it scrubs; up and down it scrolls

export class Text {
  constructor(player) {
    const { t } = player;
    this.player = player;
    this.passage = h("div", {
      class: "passage",
      tabindex: 0,
      role: "group",
      "aria-label": t("player.text"),
      onclick: (event) => this.visit(event),
      onpointerdown: (event) => (this.touched = isTouch(event) ? event : null),
      onpointermove: (event) => (isTouch(event) ? this.scrub(event) : this.point(event)),
      onpointerup: () => this.lift(),
      onpointercancel: () => this.lift(),
      onpointerleave: () => this.point(),
    });
    this.explanation = h("p", { class: "explanation" });
    this.legend = h("span", { class: "ramp", "aria-hidden": "true" });
    this.key = h("p", { class: "legend" });
    this.departure = h("p", { class: "departure", hidden: true });
    this.element = h(
      "section",
      { class: "card text", "aria-label": t("player.text") },
      this.passage,
      this.departure,
    );
    this.legends = h(
      "section",
      { class: "card legends", "aria-label": t("player.legends") },
      this.explanation,
      h("p", { class: "legend" }, t("player.tint"), this.legend),
      this.key,
    );
  }

  /** Write prompt and tokens. */
  write({ prompt, tokens, vocabulary_size: size, origin }, run) {
    this.run = run;
    this.size = size;
    this.texts = Array.from(run.ids.data, (id) => tokens[id]);
    // What a model that knows nothing would be surprised by tints a token fully.
    this.full = Math.max(1, Math.round(Math.log2(size)));
    this.legend.textContent = this.player.t("player.tint_scale", { bits: this.full });
    // Where words have spaces, a single newline is a printed line's end, not a paragraph's.
    this.reflow = !this.texts.some((text) => HAN.test(text));
    this.origins = originsOf(origin, this.texts.length);
    this.explainOrigins(origin);
    this.marks = this.texts.map((text, step) => this.mark(text, step));
    this.passage.replaceChildren(
      h("span", { class: "prompt" }, ...prompt.map((part) => this.promptPart(part))),
      ...this.marks,
    );
    this.whole = prompt.map(({ text }) => text).join("") + this.texts.join("");
    this.shown = null;
    this.pointed = null;
    this.passage.scrollTop = 0;
  }

  promptPart({ text, known }) {
    if (known) return text;
    const title = this.player.t("player.unknown");
    return h("span", { class: "unknown", title }, visible(text));
  }

  mark(text, step) {
    const share = Math.min(1, this.run.surprisal.data[step] / this.full);
    const forced = this.run.forced.data[step] ? " forced" : "";
    const names = `token future ${this.origins[step]}${forced}`;
    const element = h("span", { class: names }, this.written(text, step));
    element.style.setProperty("--surprise", share.toFixed(3));
    element.step = step;
    return element;
  }

  written(text, step) {
    if (text !== "\n") return /^[\t ]*$/.test(text) ? text : visibleButSpaces(text);
    const alone = this.texts[step - 1] !== "\n" && this.texts[step + 1] !== "\n";
    return this.reflow && alone ? "\u21b5 " : "\u21b5\n";
  }

  notice(departs) {
    this.departure.hidden = departs === null;
    if (departs === null) return;
    say(this.departure, this.player.t("player.departs", { step: departs + 1 }));
  }

  visit(event) {
    const { step } = event.target;
    if (step !== undefined) this.player.goTo(step);
  }

  point(event) {
    this.pointed = event?.target.step ?? null;
    this.explain();
  }

  /** Let a finger that is drawn over the text move through its steps. */
  scrub({ clientX, clientY }) {
    const { touched } = this;
    if (!touched) return;
    const aside = Math.abs(clientX - touched.clientX);
    this.scrubbing ||= aside > SLOP && aside > Math.abs(clientY - touched.clientY);
    if (!this.scrubbing) return;
    // The browser keeps telling the element that was touched first.
    const { step } = this.passage.getRootNode().elementFromPoint(clientX, clientY) ?? {};
    if (step !== undefined && step !== this.shown) this.player.goTo(step);
  }

  lift() {
    this.touched = null;
    this.scrubbing = false;
  }

  show({ step }) {
    if (this.shown !== step) this.turn(step);
    this.explain();
  }

  /** Make `step` the current token: those up to it are written, those after it lie ahead. */
  turn(step) {
    const before = this.shown ?? -1;
    const [from, to] = before < step ? [before + 1, step + 1] : [step + 1, before + 1];
    for (const mark of this.marks.slice(from, to)) mark.classList.toggle("future", before > step);
    this.marks[before]?.classList.remove("current");
    this.marks[step].classList.add("current");
    this.shown = step;
    this.follow(this.marks[step]);
  }

  /** Scroll the passage, and only it, so that the current token can be seen. */
  follow(mark) {
    const { passage } = this;
    // The text must not flee from a finger.
    if (this.scrubbing || passage.scrollHeight <= passage.clientHeight) return;
    const top = mark.offsetTop - passage.offsetTop;
    const line = mark.offsetHeight;
    if (top < passage.scrollTop || top + 2 * line > passage.scrollTop + passage.clientHeight) {
      passage.scrollTop = top - passage.clientHeight / 2;
    }
  }

  /** Return a step's token as it can be read. */
  tokenAt(step) {
    return visible(this.texts[step]);
  }

  explain() {
    const { t, view } = this.player;
    const { run } = this;
    const step = this.pointed ?? this.shown;
    const values = {
      token: this.tokenAt(step),
      probability: percent(run.probability.data[step]),
      rank: (run.rank.data[step] + 1).toLocaleString(view.lang),
      size: this.size.toLocaleString(view.lang),
      bits: run.surprisal.data[step].toFixed(1),
      temperature: temperatureText(run.temperature.data[step]),
    };
    const key = run.forced.data[step] ? "player.explain_forced" : "player.explain_drawn";
    say(this.explanation, t(key, values));
  }

  /** Say what the underlines mean, and how far they can be trusted. */
  explainOrigins(origin) {
    this.key.hidden = origin === null;
    if (origin === null) return;
    const { t, view } = this.player;
    const count = origin.mistakes_one_in.toLocaleString(view.lang);
    const numbers = { shingle: origin.shingle, count };
    const kinds = Object.entries(ORIGINS).flatMap(([kind, key]) => [
      h("span", { class: kind }, t(key)),
      " · ",
    ]);
    this.key.replaceChildren(...kinds, t("player.origin_looked_up", numbers));
  }
}

function isTouch({ pointerType }) {
  return pointerType === "touch";
}

/** Return for each step the class that tells where its text comes from, mostly none. */
function originsOf(origin, steps) {
  const origins = Array(steps).fill("");
  for (const [kind, ranges] of Object.entries(origin?.ranges ?? {})) {
    for (const [from, to] of ranges) origins.fill(kind, from, to);
  }
  return origins;
}

/** Return a token for running text: its spaces stay spaces, what has no shape is named. */
function visibleButSpaces(text) {
  return text.split(/([ \n\u3000])/).map((part, i) => (i % 2 ? part : visible(part))).join("");
}
