// The style sheet, fetched before anything is shown: the player never appears undressed.

const response = await fetch(new URL("player.css", import.meta.url));
if (!response.ok) throw new Error(`player.css: ${response.status}`);

export const styleSheet = new CSSStyleSheet();
styleSheet.replaceSync(await response.text());
