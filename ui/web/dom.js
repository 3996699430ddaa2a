// Make elements. Text only ever enters as text nodes, so nothing a model writes is markup.

const SVG = "http://www.w3.org/2000/svg";

/** Return an element; `on...` properties become handlers, the others attributes. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element[name] = value;
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** Return a drawing of 24 x 24 units from one path; its meaning belongs in the button's label. */
export function icon(path) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/** Set an element's text if it differs: writing the same text again would cost a layout. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
