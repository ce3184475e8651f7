"""The console's door, as every test of a page goes through it."""

from playwright.sync_api import Page

PASSWORD = "correct horse battery"


def enter_login(page: Page, login: str) -> None:
    """On the sign-in page; what has to be there afterwards is the test's to say."""
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("button.primary").click()
