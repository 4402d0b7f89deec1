// the reader's language: the one that was chosen, or the browser's, or both where neither is known
const TAGS = { en: "en", zh: "zh-Hans" };
function speak(language) {
  ROOT.dataset.language = language;
  ROOT.lang = TAGS[language];
  for (const button of document.querySelectorAll("[data-speaks]")) button.setAttribute("aria-pressed", button.dataset.speaks === language);
  sources.textContent = said("sources_on");
  nameTheme();
}
for (const button of document.querySelectorAll("[data-speaks]")) {
  button.addEventListener("click", () => {
    remembered(store => store.setItem("report-language", button.dataset.speaks));
    speak(button.dataset.speaks);
  });
}
speak(remembered(store => store.getItem("report-language")) ?? (navigator.language.startsWith("zh") ? "zh" : "en"));
