// Hand things over to the visitor: a file, or text on the clipboard.

import { h } from "./dom.js";

/** Give the visitor a file. */
export function download(name, blob) {
  const url = URL.createObjectURL(blob);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Return the file in a data URL; to fetch one, a strict content security policy forbids. */
export function fileOf(url) {
  const comma = url.indexOf(",");
  const [type, encoding] = url.slice("data:".length, comma).split(";");
  const content = url.slice(comma + 1);
  if (encoding !== "base64") return new Blob([decodeURIComponent(content)], { type });
  const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
  return new Blob([bytes], { type });
}

/** Copy text, the old way too: a page in a classroom's network has no https. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = h("textarea");
    area.value = text;
    Object.assign(area.style, { position: "fixed", opacity: 0 });
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }
}
