// The numbers behind a figure, as one long table: a row a point, whatever the figure's kind.

const HEADINGS = ["series", "x", "y", "z", "error", "text"];

/** Return a figure's points as rows of cells, the first of them headings. */
export function pointsOf({ data, layout }) {
  const traces = data.filter(isData);
  const points = traces.flatMap((trace, i) => traceOf(trace, i, layout, traces.length === 1));
  const used = HEADINGS.filter((_, column) =>
    points.some((point) => point[column] !== null && point[column] !== undefined),
  );
  const axis = (name) => layout[`${name}axis`]?.title?.text;
  const headings = used.map((name) => ("xy".includes(name) && axis(name)) || name);
  return [headings, ...points.map((point) => used.map((name) => point[HEADINGS.indexOf(name)]))];
}

/** Traces of texts alone only write beside the others. */
function isData({ mode, type }) {
  return type !== "scatter" || mode !== "text";
}

function traceOf(trace, i, layout, alone) {
  const [x, y] = ["x", "y"].map((name) => readable(trace, layout, name));
  const series = seriesOf(trace, i, layout, alone);
  if (trace.type === "heatmap") {
    return y.flatMap((below, row) =>
      x.map((across, column) => [series, across, below, trace.z[row][column], null, null]),
    );
  }
  const texts = trace.mode === "markers+text" ? trace.text : [];
  return y.map((value, point) => {
    const told = texts[point] || (texts.length ? trace.hovertext?.[point] : null);
    const error = trace.error_y?.array?.[point];
    return [series, x[point], value, null, error, told ? withoutMarkup(told) : null];
  });
}

/** Return what tells a trace from the others: its name, under the heading of its column. */
function seriesOf({ name, xaxis = "x" }, i, { annotations = [] }, alone) {
  const heading = annotations[Number(xaxis.slice(1) || 1) - 1]?.text;
  const parts = [heading, name].filter(Boolean);
  if (!parts.length) return alone ? null : i + 1;
  return withoutMarkup(parts.join(" \u00b7 "));
}

/** Return a trace's places on an axis, by the names that stand there if it has names. */
function readable(trace, layout, name) {
  const { tickvals, ticktext } = layout[`${name}axis`] ?? {};
  const names = new Map(ticktext?.map((text, i) => [tickvals[i], withoutMarkup(text)]));
  return (trace[name] ?? []).map((place) => names.get(place) ?? place);
}

/** Return the text that a browser would show of Plotly's few tags and entities. */
function withoutMarkup(text) {
  const signs = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
  const bare = text.replace(/<br\/?>/g, " ").replace(/<\/?[a-z]+>/g, "");
  return bare.replace(/&(lt|gt|amp);/g, (entity) => signs[entity]).trim();
}
