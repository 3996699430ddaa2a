// Style sheets, fetched before anything is shown: nothing ever appears undressed.

/** Return a promise of the style sheets at some addresses. */
export function styleSheets(...urls) {
  return Promise.all(urls.map(fetchSheet));
}

async function fetchSheet(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(await response.text());
  return sheet;
}
