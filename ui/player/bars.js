// The bars: one button a row with its name and numbers, and behind them Plotly's drawing. Until
// Plotly is there, and if it never comes, the rows are a table of probabilities.

import { barEnd, fillBars, measure, PRESENTING, READING } from "../chart/bars.js";
import { paint } from "../chart/paint.js";
import { loadPlotly } from "../chart/plotly.js";
import { LENS } from "../chart/zoom.js";
import { h, icon, say } from "../web/dom.js";
import { percent, temperatureText, visible } from "../web/tokens.js";
import { BARS, largestProbability, topIds } from "./scene.js";

const COLORS = { drawn: "--accent", token: "--cold", rest: "--ghost", ink: "--soft" };
const MARKS = { drawn: " \u25c0", hit: " \u25c1" };
const SAID = 3; // bars that are said in words
const PRESENTED = 5; // bars, so that their names can be read from the last row
const PATIENCE = 1500; // ms before the table is shown in Plotly's place

export class Bars {
  constructor(player) {
    const { t } = player;
    this.player = player;
    this.plot = h("div", { class: "plot", "aria-hidden": "true" });
    this.list = h("div", { class: "rows" });
    this.axis = h("span");
    this.zoom = h(
      "button",
      { type: "button", class: "quiet", "aria-pressed": "false", onclick: () => this.toggleZoom() },
      icon(LENS),
      this.axis,
    );
    this.body = h("div", { class: "bars", role: "group" }, this.plot, this.list);
    this.element = h("div", { class: "barsbox" }, this.makeKey(t), this.body);
    this.observer = new ResizeObserver(([{ contentRect }]) => {
      this.size = contentRect;
      player.redraw();
    });
    this.observer.observe(this.body);
  }

  /** Return the line that says what the shapes mean. */
  makeKey(t) {
    this.keyAfter = h("span", { class: "after" });
    this.keyCut = h("span", { class: "cut" }, t("chart.cut"));
    return h(
      "div",
      { class: "key" },
      h("span", { class: "model" }, t("chart.model")),
      this.keyAfter,
      h("span", { class: "hit" }, t("chart.drawn")),
      this.keyCut,
      this.zoom,
    );
  }

  adopt(view, run) {
    const count = Math.min(this.player.large ? PRESENTED : BARS, run.top_ids.shape[1]);
    this.figure = view.figure;
    this.largest = largestProbability(run);
    this.keyCut.hidden = !run.cut;
    this.rest = view.vocabulary_size - count;
    if (this.rows?.length !== count + 1) this.build(count);
    this.loading = null;
  }

  build(count) {
    const { t, view: { recorded } } = this.player;
    this.rows = Array.from({ length: count + 1 }, (_, rank) => makeRow(rank < count && !recorded));
    if (!recorded) this.rows.slice(0, count).forEach((row, rank) => {
      row.element.onpointerdown = () => this.aim(rank);
      row.element.onclick = () => this.choose(rank);
    });
    const titles = ["", t("chart.model"), t("chart.now")].map((text) => h("span", {}, text));
    const header = h("div", { class: "row head" }, ...titles);
    this.list.replaceChildren(header, ...this.rows.map(({ element }) => element));
  }

  /** Hold still while a bar is pressed: the token meant is the one on screen at that moment. */
  aim(rank) {
    this.aimed = { rank, ...this.target(rank) };
    this.player.pause();
  }

  choose(rank) {
    const { step, id } = this.aimed?.rank === rank ? this.aimed : this.target(rank);
    this.aimed = null;
    this.player.force(step, id);
  }

  /** How many bars one may go on with. */
  get forcible() {
    return this.player.view.recorded ? 0 : this.rows.length - 1;
  }

  /** Go on with the token of a rank, from the keyboard; there may be fewer rows than keys. */
  forceRank(rank) {
    if (rank >= this.forcible) return;
    this.aim(rank);
    this.choose(rank);
  }

  target(rank) {
    const { run, step } = this.scene;
    return { step, id: topIds(run, step)[rank] };
  }

  async load(path) {
    const wait = setTimeout(() => this.body.classList.add("table"), PATIENCE);
    try {
      this.plotly ??= await loadPlotly(path);
      clearTimeout(wait);
      this.body.classList.remove("table");
      this.player.save.menu.refresh();
      this.player.redraw();
    } catch {
      this.body.classList.add("table");
    }
  }

  /** Read the theme's colours. */
  dress() {
    this.painted = paint(this.figure, this.element);
    this.colors = paint(COLORS, this.element);
  }

  toggleZoom() {
    this.zoomed = !this.zoomed;
    this.zoom.setAttribute("aria-pressed", this.zoomed);
    this.player.redraw();
  }

  show(scene) {
    const { t, view } = this.player;
    this.scene = scene;
    // Not before: the text is to be painted first.
    this.loading ??= this.load(view.plotly);
    const rows = this.fill(scene);
    const end = this.zoomed ? Math.max(this.largest, ...rows.after) : 1;
    // First, because Plotly measures: it would have the browser lay out what else has changed.
    if (this.size) this.draw(rows, end);
    say(this.axis, `0\u2013${percent(end)}`);
    this.zoom.title = this.zoomed ? t("chart.zoomed") : t("chart.zoom");
    say(this.keyAfter, t("chart.after", { value: temperatureText(scene.temperature) }));
    this.rows.forEach((row, rank) => this.write(row, rows, rank, end));
    if (!this.player.playing) this.describe(scene, rows);
  }

  /** Say in words what the bars show, for who does not see them. */
  describe({ step, temperature, drawn }, { names, after }) {
    const { t, text } = this.player;
    const likely = names.slice(0, SAID).map((name, rank) => `${name} ${percent(after[rank])}`);
    const note = t("chart.note", {
      step: step + 1,
      value: temperatureText(temperature),
      likely: likely.join(", "),
      drawn: text.tokenAt(step),
      share: percent(drawn.probability),
    });
    this.body.setAttribute("aria-label", note);
  }

  draw(rows, end) {
    const type = this.player.large ? PRESENTING : READING;
    const frame = measure(this.painted, rows.after.length, this.size, type);
    if (frame.size !== this.fontSize) this.make(frame);
    if (!this.plotly) return; // the rows stand where its bars will be
    const { data, layout } = fillBars(this.painted, rows, { ...frame, end });
    if (this.drawn) this.plotly.react(this.plot, data, layout);
    else this.plotly.newPlot(this.plot, data, layout, this.painted.config);
    this.drawn = true;
  }

  /** Give the rows the drawing's measures. */
  make({ size, margin }) {
    this.fontSize = size;
    this.list.style.fontSize = `${size}px`;
    this.list.style.setProperty("--left", `${margin.l}px`);
    this.list.style.setProperty("--right", `${margin.r}px`);
    this.list.style.setProperty("--bottom", `${margin.b}px`);
  }

  /** Return names, probabilities, colours and texts of all rows. */
  fill(scene) {
    const { t, view } = this.player;
    const count = this.rows.length - 1;
    const ids = topIds(scene.run, scene.step).subarray(0, count);
    const [model, after] = [scene.model, scene.after].map((values) => withRest(values, count));
    const [first, end] = scene.kept;
    const cut = after.map((_, rank) =>
      rank < count ? rank < first || rank >= end : end <= count,
    );
    const names = Array.from(ids, (id) => visible(view.tokens[id]));
    names.push(t("chart.others", { count: this.rest.toLocaleString(view.lang) }));
    const row = (rank) => (rank < 0 ? count : Math.min(rank, count));
    const drawn = row(scene.drawn.rank);
    const hit = scene.moved && !scene.drawn.forced ? row(scene.hit) : drawn;
    const mark = (rank) => (rank === drawn ? MARKS.drawn : rank === hit ? MARKS.hit : "");
    const text = (rank) => (cut[rank] ? t("chart.is_cut") : percent(after[rank]));
    return {
      names,
      model,
      after,
      cut,
      drawn,
      colors: after.map((_, rank) => this.colors[color(rank, drawn, count)]),
      inks: after.map((_, rank) => (rank === drawn ? this.colors.drawn : this.colors.ink)),
      texts: after.map((_, rank) => text(rank) + mark(rank)),
    };
  }

  write({ element, name, before, now }, rows, rank, end) {
    say(name, rows.names[rank]);
    say(before, percent(rows.model[rank]));
    say(now, rows.texts[rank]);
    element.classList.toggle("drawn", rank === rows.drawn);
    element.setAttribute("aria-current", rank === rows.drawn);
    element.style.setProperty("--end", barEnd(rows, rank, end) / end);
    if (element.type !== "button") return; // nothing can be chosen here
    const title = this.player.t("chart.force", { token: rows.names[rank] });
    if (element.title !== title) element.title = title;
  }

  remove() {
    this.observer.disconnect();
    this.plotly?.purge(this.plot);
  }
}

function makeRow(isToken) {
  const [name, before, now] = ["name", "before", "now"].map((kind) => h("span", { class: kind }));
  const element = h(isToken ? "button" : "div", { class: "row", type: isToken && "button" });
  element.append(name, before, now);
  return { element, name, before, now };
}

/** Return the first `count` probabilities and what is left of 1. */
function withRest(probabilities, count) {
  const shown = Array.from(probabilities.subarray(0, count));
  return [...shown, Math.max(0, 1 - shown.reduce((sum, p) => sum + p, 0))];
}

function color(rank, drawn, count) {
  if (rank === count) return "rest";
  return rank === drawn ? "drawn" : "token";
}
