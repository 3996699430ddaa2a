// Figures name their colours and fonts as CSS variables ("--ink"); here they get their values,
// so that a figure made on the server follows the visitor's theme.

/** Return a copy of a figure's part with every "--name" replaced by what it is on `element`. */
export function paint(part, element) {
  const style = getComputedStyle(element);
  return resolve(part, (name) => style.getPropertyValue(name).trim());
}

function resolve(part, valueOf) {
  if (typeof part === "string") return part.startsWith("--") ? valueOf(part) : part;
  if (Array.isArray(part)) return part.map((item) => resolve(item, valueOf));
  if (part === null || typeof part !== "object") return part;
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => [name, resolve(value, valueOf)]),
  );
}

/** Return text that Plotly shows as it is: it would read some of HTML in labels and titles. */
export function plain(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
