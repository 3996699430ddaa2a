// The player: which step and temperature are on screen, and what every part is told of it.

import { h, say } from "../web/dom.js";
import { download } from "../web/files.js";
import { speak } from "../web/language.js";
import { dress } from "../web/theme.js";
import { shorten } from "../web/tokens.js";
import { translator } from "../web/translate.js";
import { Bars } from "./bars.js";
import { Die } from "./die.js";
import { listen } from "./keys.js";
import { Readout } from "./readout.js";
import { SaveMenu } from "./save.js";
import { makeScene } from "./scene.js";
import { Temperature } from "./temperature.js";
import { Text } from "./text.js";
import { Transport } from "./transport.js";
import { unpack } from "./unpack.js";

const wide = matchMedia("(min-width: 900px)"); // as in present.css
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Player {
  constructor(place) {
    this.place = place;
    this.root = h("div", { class: "lab player" });
    this.playing = false;
    this.speed = 1;
    this.saved = new Set();
    this.chartFrom = 0;
  }

  /** Take what the server sent: a new run, or the same one with other words around it. */
  update(component) {
    this.send = (action) => component.setTriggerValue("action", action);
    if (component.data !== this.data) this.read(component.data);
    // The theme may be another one.
    dress(this.root);
    this.bars.dress();
    this.redraw();
  }

  read(data) {
    this.data = data;
    const { view, tensors } = unpack(data);
    const otherLook = lookOf(view) !== lookOf(this.view ?? {});
    const otherRun = view.session !== this.view?.session;
    this.view = view;
    if (otherLook) this.build();
    if (otherRun) this.adopt(tensors);
    this.stopListening ??= listen(this);
    if (otherRun || otherLook) {
      this.text.write(view, this.run);
      this.bars.adopt(view, this.run);
    }
    if (!this.temperature.busy && (otherRun || !view.recorded)) this.settle();
    this.text.notice(view.departs);
    this.transport.undo.disabled = !view.undo;
    this.saveOnce(view.export);
  }

  /** Make the parts in the language of the view, for presenting or not. */
  build() {
    this.forgetParts();
    this.t = translator(this.view.strings);
    this.text = new Text(this);
    this.temperature = new Temperature(this);
    this.readout = new Readout(this);
    this.bars = new Bars(this);
    this.die = new Die(this);
    this.save = new SaveMenu(this);
    this.transport = new Transport(this);
    this.announcement = h("p", { class: "unseen", "aria-live": "polite" });
    speak(this.root, this.view.lang);
    this.root.classList.toggle("present", this.view.present);
    this.root.replaceChildren(
      this.temperature.element,
      h(
        "div",
        { class: "cards" },
        this.text.element,
        h(
          "section",
          { class: "card chart", "aria-label": this.t("player.chart") },
          this.readout.element,
          this.bars.element,
          this.die.element,
        ),
        this.text.legends,
      ),
      this.transport.element,
      this.announcement,
    );
    this.place.replaceChildren(this.root);
  }

  /** Begin to show another run. */
  adopt(tensors) {
    const { start } = this.view;
    const before = this.run;
    const play = this.view.play ?? (this.playing || this.resume === true);
    this.run = tensors;
    this.last = tensors.ids.data.length - 1;
    // Who asked for less motion gets the finished text.
    this.position = calm.matches && play && start === 0 ? this.last : Math.min(start, this.last);
    // After a change of temperature the text goes on only if it was going on before.
    this.playing = play && !calm.matches && !this.temperature.busy && this.resume !== false;
    this.clock = null;
    if (before) this.announceChange(before);
  }

  /** Say once, to who listens, from where on the text is another one. */
  announceChange(before) {
    const { ids } = this.run;
    const { tokens } = this.view;
    const same = ids.data.findIndex((id, step) => id !== before.ids.data[step]);
    const text = Array.from(ids.data.subarray(same), (id) => tokens[id]).join("");
    const message =
      same < 0
        ? this.t("player.unchanged")
        : this.t("player.changed", { step: same + 1, text: shorten(text, HEARD) });
    say(this.announcement, message);
  }

  /** Show the temperature that the step was drawn with: the visitor has let go of it. */
  settle() {
    this.chosen = null;
    this.resume = undefined;
  }

  /** Whether it is shown large: presenting, but not on a phone that opened the same link. */
  get large() {
    return this.view.present && wide.matches;
  }

  /** Return the temperature on screen: the visitor's, or the one the step was drawn with. */
  get shownTemperature() {
    return this.chosen ?? this.run.temperature.data[this.position];
  }

  // What visitors do.

  goTo(step) {
    this.playing = false;
    this.moveTo(step);
  }

  toggle() {
    if (this.chosen !== null && !this.view.recorded) {
      this.resume = true;
      this.temperature.forget();
      this.commitTemperature();
      return;
    }
    if (this.chosen !== null) this.settle();
    if (!this.playing && this.position === this.last) this.moveTo(0);
    this.playing = !this.playing;
    this.clock = null;
    this.redraw();
  }

  /** Reweight the step on screen; nothing is asked of the server yet. */
  tryTemperature(temperature) {
    if (this.playing || this.resume === undefined) this.resume = this.playing || this.finished;
    this.playing = false;
    this.chosen = temperature;
    this.redraw();
  }

  /** Have the text drawn anew from the step on screen, all of it if it was finished. */
  commitTemperature() {
    // Of a recorded run only the step on screen is reweighted: nobody could go on from it.
    if (this.chosen === null || this.view.recorded) return;
    const step = this.finished ? 0 : this.position;
    const drawnAt = this.run.temperature.data[this.position];
    if (Math.abs(this.chosen - drawnAt) < 1e-9) {
      this.playing = this.resume === true && !this.finished;
      this.settle();
      this.clock = null;
      this.redraw();
      return;
    }
    this.send({ kind: "temperature", step, temperature: this.chosen });
  }

  pause() {
    this.playing = false;
    this.redraw();
  }

  force(step, id) {
    if (!this.view.recorded) this.send({ kind: "force", step, id });
  }

  undo() {
    if (this.view.undo) this.send({ kind: "undo" });
  }

  get finished() {
    return this.position === this.last;
  }

  moveTo(step) {
    this.position = Math.max(0, Math.min(this.last, step));
    this.settle();
    this.temperature.forget();
    this.redraw();
  }

  // What is on screen.

  /** Draw at the next frame, once, however often this is called before. */
  redraw() {
    this.frame ??= requestAnimationFrame((now) => {
      this.frame = null;
      this.draw(now);
    });
  }

  draw(now) {
    if (this.playing) this.advance(now);
    const scene = makeScene(this.run, this.position, this.shownTemperature);
    this.drawChart(scene, now);
    this.temperature.show(scene);
    this.text.show(scene);
    this.transport.show(scene);
    if (this.playing) this.redraw();
  }

  /**
   * Draw the chart's card; while playing on a slow machine, leave out some frames to keep the pace.
   * Its figures, bars and die are of one step, always.
   */
  drawChart(scene, now) {
    if (this.playing && now < this.chartFrom) return;
    const start = performance.now();
    this.bars.show(scene);
    this.readout.show(scene);
    this.die.show(scene);
    this.chartFrom = now + 2 * (performance.now() - start);
  }

  advance(now) {
    // A hidden tab draws nothing; playing goes on from where it was seen last.
    if (now - this.seen > LONGEST_FRAME) this.clock = null;
    this.seen = now;
    const pace = (PACES[this.view.run.unit] ?? PACES.character) * this.speed;
    this.clock ??= { start: now, from: this.position };
    const step = this.clock.from + Math.floor(((now - this.clock.start) * pace) / 1000);
    this.position = Math.min(step, this.last);
    if (!this.finished) return;
    this.playing = false;
    say(this.announcement, this.t("player.finished", { text: this.text.whole }));
  }

  setSpeed(speed) {
    this.speed = speed;
    this.clock = null;
  }

  saveOnce(file) {
    if (!file || this.saved.has(file.id)) return;
    this.saved.add(file.id);
    download(file.name, new Blob([file.text], { type: "application/json" }));
  }

  remove() {
    this.stopListening?.();
    this.forgetParts();
    cancelAnimationFrame(this.frame);
  }

  /** Let the parts go: they hold timers, observers and Plotly's drawing. */
  forgetParts() {
    this.temperature?.forget();
    this.bars?.remove();
    this.die?.remove();
  }
}

/** Return what the parts are made for; another run is shown by the same parts. */
function lookOf({ lang, present, keeps }) {
  return [lang, present, keeps].join();
}

const LONGEST_FRAME = 1000; // ms
const HEARD = 160; // letters of a changed text that are read aloud; the end of a run has it all

// Tokens a second at speed 1: about as fast as one reads along.
const PACES = { character: 12, word: 5, sentence: 1 };
