// What the scripts say, in the language of the page: templates/_words.html.
export function word(name) {
  return document.getElementById("words")?.dataset[name] ?? "";
}
