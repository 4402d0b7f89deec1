"""Opens pages of a report in a headless Chromium: `visit_page.py [--pictures] TARGET PAGE...`, run by its own Python.

In the folder TARGET it leaves `seen.json`, by page: what its console said, what it asked the network for, and for each
width and scheme what axe finds, what is wider than the window and how many charts are drawn; and beside it a PDF of
each, and pictures where they are asked for.
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import Any

import axe_playwright_python
from selenium import webdriver
from selenium.webdriver.support.ui import WebDriverWait

WIDTHS = (1280, 390)  # pixels
SCHEMES = ("light", "dark")
PATIENCE = 60  # seconds
_AXE = (Path(axe_playwright_python.__file__).with_name("axe.min.js")).read_text(encoding="utf-8")
_RUN_AXE = """
const done = arguments[arguments.length - 1];
axe.run(document, {resultTypes: ['violations']}).then(result => done(result.violations.map(
    violation => `${violation.id}: ${violation.nodes.map(node => node.html.slice(0, 200)).slice(0, 3).join(' | ')}`)));
"""
_TOO_WIDE = """
const room = document.documentElement.clientWidth, apart = '.wide, svg, .unseen, .skip';
const boxes = [...document.querySelectorAll('body *')].filter(element => !element.closest(apart));
const wide = boxes.filter(element => element.getBoundingClientRect().right > room + 0.5);
const page = document.documentElement.scrollWidth > room ? ['the page'] : [];
return [...page, ...wide.map(element => `${element.tagName} ${element.id} ${element.className}`)].slice(0, 10);
"""
_IS_DRAWN = "return !window.drawAll || 'drawn' in document.documentElement.dataset"
_DRAWN = """
return [...document.querySelectorAll('.chart')].filter(chart => chart.querySelector(
    'svg .mark-rect path, svg .mark-symbol path, svg .mark-rule line')).length;
"""
# what a reader does who wants to know where a number is from, with the keyboard alone
_USED = """
const switched = document.getElementById('sources'), box = document.getElementById('source');
const stops = () => document.querySelectorAll('.n[tabindex]').length;
const press = key => document.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
const before = stops();
switched.click();
const number = [...document.querySelectorAll('.n[tabindex]')].find(one => one.checkVisibility());
number?.focus();
const told = box.hidden ? '' : box.textContent;
const said = number ? number.dataset.mark.split(' ').slice(3).join(' ') : '';
press('Escape');
const closed = box.hidden;
switched.click();
const theme = document.getElementById('theme'), paper = () => getComputedStyle(document.body).backgroundColor;
const papers = [paper()];
theme.click();
papers.push(paper());
return {stops: [before, stops()], tells: said !== '' && told.includes(said), closed, papers};
"""
_PRINT = {"printBackground": True, "preferCSSPageSize": True}


class Visit:
    """A browser that opens pages from disk."""

    def __init__(self, takes_pictures: bool) -> None:
        self.takes_pictures = takes_pictures
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
        self.driver = webdriver.Chrome(options, webdriver.ChromeService("/usr/bin/chromedriver"))
        self.driver.set_script_timeout(PATIENCE)

    def look_at(self, page: Path, target: Path) -> dict[str, Any]:
        """Everything that is looked for in a page."""
        views = {}
        for width in WIDTHS:
            self._open(page, width)
            for scheme in SCHEMES:
                views[f"{width} {scheme}"] = self._view(scheme, target / f"{page.stem}.{width}.{scheme}.png")
        used = self.driver.execute_script(_USED)
        printed = self.driver.execute_cdp_cmd("Page.printToPDF", _PRINT)
        (target / f"{page.stem}.pdf").write_bytes(base64.b64decode(printed["data"]))
        return {"views": views, "used": used, "console": self._console(), "requests": self._requests(page)}

    def _open(self, page: Path, width: int) -> None:
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        self.driver.get(page.as_uri())
        WebDriverWait(self.driver, PATIENCE).until(lambda driver: driver.execute_script(_IS_DRAWN))
        self.driver.execute_script(_AXE)

    def _view(self, scheme: str, picture: Path) -> dict[str, Any]:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        if self.takes_pictures:
            taken = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True})
            picture.write_bytes(base64.b64decode(taken["data"]))
        return {
            "axe": self.driver.execute_async_script(_RUN_AXE),
            "too_wide": self.driver.execute_script(_TOO_WIDE),
            "drawn": self.driver.execute_script(_DRAWN),
        }

    def _console(self) -> list[str]:
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def _requests(self, page: Path) -> list[str]:
        said = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        urls = [one["params"]["request"]["url"] for one in said if one["method"] == "Network.requestWillBeSent"]
        return sorted({url for url in urls if not url.startswith(("data:", page.as_uri()))})


def main(target: Path, pages: list[Path], takes_pictures: bool) -> None:
    """Look at each page, and write down what was seen."""
    visit = Visit(takes_pictures)
    try:
        seen = {page.name: visit.look_at(page, target) for page in pages}
    finally:
        visit.driver.quit()
    (target / "seen.json").write_text(json.dumps(seen, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "--pictures"]
    main(Path(words[0]), [Path(word) for word in words[1:]], len(words) < len(sys.argv) - 1)
