// Take it home: the text, the run, the chart, the link.

import { fillLabelled, measure } from "../chart/bars.js";
import { plain } from "../chart/paint.js";
import { savePicture } from "../chart/picture.js";
import { csvFile } from "../web/csv.js";
import { h, say } from "../web/dom.js";
import { copy, download } from "../web/files.js";
import { Menu } from "../web/menu.js";
import { temperatureText, visible } from "../web/tokens.js";
import { choicesOf, stepsOf } from "./tables.js";

const PICTURE = { width: 1000, height: 620 };

export class SaveMenu {
  constructor(player) {
    const { t } = player;
    this.player = player;
    const drawn = () => Boolean(player.bars.plotly); // else there is a table in its place
    const item = (key, action, enabled) => ({ label: t(key), action, enabled });
    this.menu = new Menu({}, t("player.save"), [
      item("player.save_text", () => this.saveText()),
      item("player.save_run", () => player.send({ kind: "export" })),
      item("player.save_chart", () => this.saveChart("png"), drawn),
      item("player.save_drawing", () => this.saveChart("svg"), drawn),
      item("player.save_steps", () => this.saveSteps()),
      item("player.save_step", () => this.saveStep()),
    ]);
    this.element = this.menu.element;
    const copyLink = () => this.copyLink();
    this.link = h("button", { type: "button", onclick: copyLink }, t("player.copy_link"));
  }

  get name() {
    const { run, view } = this.player;
    const { checkpoint, random_seed: randomSeed } = view.run;
    return `${checkpoint}-T${temperatureText(run.temperature.data[0])}-${randomSeed}`;
  }

  saveText() {
    download(`${this.name}.txt`, new Blob([this.player.text.whole], { type: "text/plain" }));
  }

  saveSteps() {
    const { run, view } = this.player;
    download(`${this.name}.csv`, csvFile(stepsOf(run, view.tokens)));
  }

  saveStep() {
    const { bars, t, view } = this.player;
    const others = t("chart.others", { count: bars.rest });
    download(`${this.stepName}.csv`, csvFile(choicesOf(bars.scene, view.tokens, others)));
  }

  get stepName() {
    const { step, temperature } = this.player.bars.scene;
    return `${this.name}-${step + 1}-T${temperatureText(temperature)}`;
  }

  saveChart(format) {
    const { bars, root } = this.player;
    const rows = bars.fill(bars.scene);
    const frame = measure(bars.painted, rows.after.length, PICTURE);
    const margin = { l: 130, r: 110, t: 84, b: 40 };
    const { data, layout } = fillLabelled(bars.painted, rows, { ...frame, margin, end: 1 });
    const figure = { data, layout: { ...layout, title: this.title(bars.scene) } };
    return savePicture(bars.plotly, figure, `${this.stepName}.${format}`, root);
  }

  title({ run, step, temperature, drawn }) {
    const { t, view, last } = this.player;
    const value = temperatureText(temperature);
    const text = t("player.chart_title", {
      checkpoint: view.run.checkpoint,
      temperature: value,
      step: step + 1,
      steps: last + 1,
      token: visible(view.tokens[drawn.id]),
    });
    const key = [
      `\u25a1 ${t("chart.model")}`,
      `\u25a0 ${t("chart.after", { value })}`,
      `\u25c0 ${t("chart.drawn")}`,
      ...(run.cut ? [`\u25a8 ${t("chart.cut")}`] : []),
    ].join("   ");
    return {
      text: plain(text),
      subtitle: { text: plain(key), font: { size: 14 } },
      font: { size: 18 },
      x: 0.02,
      xanchor: "left",
    };
  }

  async copyLink() {
    const { t, view, position } = this.player;
    const query = new URLSearchParams(view.link);
    query.set("at", position);
    const copied = await copy(`${location.origin}${location.pathname}?${query}`);
    say(this.link, copied ? t("player.copied") : t("player.not_copied"));
    setTimeout(() => say(this.link, t("player.copy_link")), 2000);
  }
}
