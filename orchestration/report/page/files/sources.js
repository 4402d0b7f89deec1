"use strict";
// What is said of the number under the pointer, or in focus: its source. A number in focus is one that was asked for,
// so that nobody has to pass all of them on the way through the page.
const ROOT = document.documentElement;
const SAID = JSON.parse(document.getElementById("words").textContent);
const said = key => SAID[ROOT.lang.slice(0, 2)][key];
const BOX = document.getElementById("source");
let shownFor = null;

function piece(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

function isGiven(mark) {
  return mark.split(" ", 4)[3].startsWith("given(");
}

function toldOf(mark) {
  const [, , hash, ...source] = mark.split(" ");
  const text = source.join(" ");
  if (text.startsWith("given(")) return [piece("span", said("given"))];
  const code = document.createElement("code");
  for (const part of text.split(/(?<=[[(,.])/)) code.append(part, document.createElement("wbr"));
  return [piece("span", `${said("source")}: `), code, document.createElement("br"), piece("span", `${said("release")}: `), piece("code", hash)];
}

function show(parts, box) {
  BOX.replaceChildren(...parts);
  BOX.hidden = false;
  const size = BOX.getBoundingClientRect();
  const left = Math.min(Math.max(8, box.left), window.innerWidth - size.width - 8);
  const below = box.bottom + 8;
  BOX.style.left = `${Math.max(8, left)}px`;
  BOX.style.top = `${below + size.height < window.innerHeight ? below : Math.max(8, box.top - size.height - 8)}px`;
}

function hide() {
  BOX.hidden = true;
  if (shownFor) shownFor.removeAttribute("aria-describedby");
  shownFor = null;
}

function showNumber(number) {
  if (isGiven(number.dataset.mark)) return;
  hide();
  shownFor = number;
  number.setAttribute("aria-describedby", "source");
  show(toldOf(number.dataset.mark), number.getBoundingClientRect());
}

function numberAt(event) {
  return event.target instanceof Element ? event.target.closest(".n") : null;
}

for (const kind of ["pointerover", "focusin", "click"]) {
  document.addEventListener(kind, event => {
    const number = numberAt(event);
    if (number) showNumber(number);
    else if (kind !== "pointerover") hide();
  });
}
document.addEventListener("pointerout", event => { if (numberAt(event) === shownFor) hide(); });
document.addEventListener("keydown", event => { if (event.key === "Escape") hide(); });
document.addEventListener("scroll", hide, { passive: true, capture: true });

for (const number of document.querySelectorAll(".n")) {
  if (isGiven(number.dataset.mark)) number.dataset.own = "";
}

const sources = document.getElementById("sources");
sources.addEventListener("click", () => {
  const on = ROOT.toggleAttribute("data-sources");
  sources.setAttribute("aria-pressed", on);
  for (const number of document.querySelectorAll(".n:not([data-own])")) {
    if (on) number.tabIndex = 0;
    else number.removeAttribute("tabindex");
  }
});

// light, dark, or as the reader's system has it until one of the two is chosen
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const theme = document.getElementById("theme");
function isDark() {
  return ROOT.dataset.theme ? ROOT.dataset.theme === "dark" : dark.matches;
}
function nameTheme() {
  theme.textContent = isDark() ? said("light") : said("dark");
}
function remembered(change) {
  try {
    return change(window.localStorage);
  } catch {
    return null; // a browser may keep nothing of pages opened from disk
  }
}
ROOT.dataset.theme = remembered(store => store.getItem("report-theme")) ?? "";
theme.addEventListener("click", () => {
  ROOT.dataset.theme = isDark() ? "light" : "dark";
  remembered(store => store.setItem("report-theme", ROOT.dataset.theme));
  nameTheme();
});
dark.addEventListener("change", nameTheme);
nameTheme();
document.querySelector(".switches").hidden = false;

// a table that fits is no stop of the keyboard
function stopAtWideTables() {
  for (const box of document.querySelectorAll(".wide")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}
stopAtWideTables();
window.addEventListener("resize", stopAtWideTables);
document.addEventListener("toggle", stopAtWideTables, true);
