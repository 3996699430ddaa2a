// The page's language, for who has it read aloud: Streamlit says English, whatever is spoken.

/** Say which language a component speaks, and with it the page. */
export function speak(root, language) {
  root.lang = language;
  document.documentElement.lang = language;
}
