"use strict";

// ENTRIES, from entries.js: [table, column or "", type, English meaning, Chinese meaning, page]
const MOST_SHOWN = 60;
const page = document.documentElement;
const root = document.body.dataset.root;
const query = document.getElementById("query");
const found = document.getElementById("found");
const results = document.getElementById("results");

const texts = ENTRIES.map(([table, column, , english, chinese]) => ({
  name: (column || table).toLowerCase(),
  all: `${table} ${column} ${english} ${chinese}`.toLowerCase(),
}));

// 0 where the name is what was typed, 1 where it holds it, 2 where only the meaning does; none of another row
function rank(text, words) {
  if (!words.every((word) => text.all.includes(word))) return -1;
  if (text.name === words.join("_") || text.name.endsWith(`.${words.join("_")}`)) return 0;
  return words.every((word) => text.name.includes(word)) ? 1 : 2;
}

function element(name, text, language) {
  const made = document.createElement(name);
  made.textContent = text;
  if (language) made.lang = language;
  return made;
}

function shown([table, column, type, english, chinese, address]) {
  const row = document.createElement("li");
  const link = document.createElement("a");
  link.href = root + address;
  link.append(element("code", column ? `${table}.${column}` : table));
  row.append(link, " ", element("small", type));
  const meaning = element("p", english.replaceAll("`", ""), "en");
  meaning.classList.toggle("alone", !chinese);
  row.append(meaning, element("p", chinese.replaceAll("`", ""), "zh"));
  return row;
}

function search() {
  const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
  const ranked = words.length
    ? texts.map((text, place) => [rank(text, words), place]).filter(([of]) => of >= 0)
    : [];
  ranked.sort(([one, first], [other, second]) => one - other || first - second);
  results.replaceChildren(...ranked.slice(0, MOST_SHOWN).map(([, place]) => shown(ENTRIES[place])));
  results.hidden = !ranked.length;
  found.hidden = !words.length;
  found.textContent = `${ranked.length} found · 找到 ${ranked.length} 项`;
}

function speak(language) {
  page.dataset.language = language;
  page.lang = language || "en";
  for (const button of document.querySelectorAll(".languages button")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  }
}

// a browser may keep nothing for pages from disk
function remembered() {
  try {
    return localStorage.getItem("language") || "";
  } catch {
    return "";
  }
}

function remember(language) {
  try {
    localStorage.setItem("language", language);
  } catch {}
}

for (const button of document.querySelectorAll(".languages button")) {
  button.addEventListener("click", () => {
    speak(button.dataset.language);
    remember(button.dataset.language);
  });
}
speak(remembered());
document.querySelector(".languages").hidden = false;
query.hidden = false;
query.addEventListener("input", search);
// an address may ask: index.html?query=rank
query.value = new URLSearchParams(location.search).get("query") || "";
search();
