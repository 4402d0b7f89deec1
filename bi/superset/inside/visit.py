"""Opens a dashboard in a headless Chromium, as a reader does: `visit.py URL SLUG LOCALE PASSWORD_FILE TARGET`.

Run by Superset's own Python, which has selenium; it imports nothing of this project. In the folder TARGET it leaves a
picture of each tab, `1.png` and so on, and `seen.json`: the tabs with the errors on them, each request for a chart's
data with what came back, and requests that left this machine.
"""

from __future__ import annotations

import base64
import json
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

WIDTH, HEIGHT = 1600, 2600  # pixels; a tab whole, since charts outside the window are not drawn
PATIENCE = 300  # seconds
_TABS = "[data-test='dashboard-component-tabs'] .ant-tabs-tab"
_LOADING = "[data-test='loading-indicator'], .loading"
_ERRORS = ".ant-alert-error, [data-test='error-alert'], .ant-notification-notice-error, .ant-empty, .no-results"
_SIZE = """
const bottoms = [...document.querySelectorAll('.grid-row')].map(row => row.getBoundingClientRect().bottom);
return Math.ceil(Math.max(300, ...bottoms) + 24);
"""


class Visit:
    """A browser that is logged in, and what it has asked the server for."""

    def __init__(self, url: str, password: str, locale: str) -> None:
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--lang={locale}"):
            options.add_argument(flag)
        options.add_argument(f"--window-size={WIDTH},{HEIGHT}")
        options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
        self.driver = webdriver.Chrome(options, webdriver.ChromeService("/usr/bin/chromedriver"))
        self.url, self.requests, self.elsewhere = url, {}, {}
        self._log_in(password, locale)

    def _log_in(self, password: str, locale: str) -> None:
        self.driver.get(f"{self.url}/login/")
        for field, text in (("username", "admin"), ("password", password)):
            self._wait(lambda driver, field=field: driver.find_elements(By.ID, field))[0].send_keys(text)
        self.driver.find_element(By.CSS_SELECTOR, "button[type=submit], input[type=submit]").click()
        self._wait(lambda driver: "/login" not in driver.current_url)
        self.driver.get(f"{self.url}/lang/{locale}")

    def _wait(self, condition: Any) -> Any:
        return WebDriverWait(self.driver, PATIENCE).until(condition)

    def open(self, slug: str) -> list[str]:
        """Open a dashboard without the menu, and name its tabs."""
        self.driver.get(f"{self.url}/superset/dashboard/{slug}/?standalone=1")
        self._wait(lambda driver: driver.find_elements(By.CSS_SELECTOR, _TABS))
        return [tab.text for tab in self._tabs()]

    def _tabs(self) -> list[Any]:
        return self.driver.find_elements(By.CSS_SELECTOR, _TABS)

    def look_at(self, number: int, picture: Path) -> list[str]:
        """Go to a tab, wait until it is drawn, take its picture, and tell its errors."""
        self._tabs()[number].click()
        self._wait(lambda driver: self._shown(driver, ".dashboard-component-chart-holder"))
        self._wait(lambda driver: self._is_drawn(driver))
        time.sleep(1)  # seconds, for animations
        size = {"x": 0, "y": 0, "width": WIDTH, "height": self.driver.execute_script(_SIZE), "scale": 1}
        taken = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png", "clip": size})
        picture.write_bytes(base64.b64decode(taken["data"]))
        return [found.text for found in self._shown(self.driver, _ERRORS)]

    @staticmethod
    def _shown(driver: Any, selector: str) -> list[Any]:
        return [found for found in driver.find_elements(By.CSS_SELECTOR, selector) if found.is_displayed()]

    def _is_drawn(self, driver: Any) -> bool:
        self.listen()
        asked = [request for request in self.requests.values() if "chart/data" in request["url"]]
        return bool(asked) and all("answer" in request for request in asked) and not self._shown(driver, _LOADING)

    def listen(self) -> None:
        """Take in what went over the network since."""
        for entry in self.driver.get_log("performance"):
            event = json.loads(entry["message"])["message"]
            said = event["params"]
            if event["method"] == "Network.requestWillBeSent":
                url = said["request"]["url"]
                if urlparse(url).hostname not in ("127.0.0.1", None):
                    self.elsewhere[said["requestId"]] = url
                if "/api/v1/chart/data" in url:
                    self.requests[said["requestId"]] = {"url": url, "asked": self._asked(said)}
            elif event["method"] == "Network.loadingFailed":
                # the page asks again for what it gave up, and what its policy forbids never left
                self.requests.pop(said["requestId"], None)
                if said.get("blockedReason") == "csp":
                    self.elsewhere.pop(said["requestId"], None)
            elif event["method"] == "Network.loadingFinished" and said["requestId"] in self.requests:
                answer = self.driver.execute_cdp_cmd("Network.getResponseBody", {"requestId": said["requestId"]})
                self.requests[said["requestId"]]["answer"] = json.loads(answer["body"])

    def _asked(self, said: dict[str, Any]) -> Any:
        sent = said["request"].get("postData")
        if sent is None:  # it is long
            asked = {"requestId": said["requestId"]}
            sent = self.driver.execute_cdp_cmd("Network.getRequestPostData", asked)["postData"]
        return json.loads(sent)


def main(url: str, slug: str, locale: str, password_file: str, target: Path) -> None:
    """Look at every tab of one dashboard."""
    visit = Visit(url, json.loads(Path(password_file).read_text())["admin_password"], locale)
    try:
        names = visit.open(slug)
        pictures = [target / f"{number}.png" for number in range(1, len(names) + 1)]
        found = [visit.look_at(number, picture) for number, picture in enumerate(pictures)]
        visit.listen()
        tabs = [{"name": name, "errors": errors} for name, errors in zip(names, found, strict=True)]
        seen = {"tabs": tabs, "requests": list(visit.requests.values()), "elsewhere": sorted(visit.elsewhere.values())}
        (target / "seen.json").write_text(json.dumps(seen, ensure_ascii=False, indent=1), encoding="utf-8")
    finally:
        visit.driver.quit()


if __name__ == "__main__":
    main(*sys.argv[1:5], Path(sys.argv[5]))
