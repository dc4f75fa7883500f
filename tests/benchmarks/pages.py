"""The pages that are measured, and what each is to reach."""

from typing import NamedTuple

OFFICE = "area-01"
REPORT = "review-01"
LATEST = f"{OFFICE}-2023-12-05"
DRAFT = f"{OFFICE}-2024-01-09"
MEASURE = "measure-01"

WORKER = "/bench/worker/"


class Page(NamedTuple):
    """An address, who asks for it, and its limits; a limit of 0 is none."""

    name: str
    path: str
    role: str = "viewer"
    hellos: float = 0  # at most so many times the hello view
    growth: float = 0  # at most so many times as long with 43 times the data
    slow: bool = False  # asked for once a round only


PERFORMANCE = Page("performance, 30 charts", "/performance/")
MEASURE_PAGE = Page("measure", f"/performance/measures/{MEASURE}/")
DISPROPORTIONALITY = Page("disproportionality", "/performance/disproportionality/")

PAGES = (
    Page("home", "/", growth=1.25),
    Page("register", f"/reports/{REPORT}/", hellos=3, growth=1.25),
    Page("recommendation with its trail", f"/reports/{REPORT}/5/", hellos=4, growth=1.25),
    Page("inspections", "/inspections/"),
    Page("meetings", "/meetings/"),
    Page("meeting", f"/meetings/{LATEST}/"),
    Page("history of an update", f"/history/update/{LATEST}/{REPORT}/5/"),
    Page("update round", f"/meetings/{DRAFT}/round/?report={REPORT}", role="editor", slow=True),
    PERFORMANCE,
    MEASURE_PAGE,
    DISPROPORTIONALITY,
    Page("checks", "/checks/"),
    Page("glossary", "/glossary/"),
    Page("register.csv", f"/reports/{REPORT}.csv"),
    Page("register.json", f"/reports/{REPORT}.json"),
)
HELLO = Page("hello view", "/bench/hello/")
RAW_REGISTER = Page("raw query", f"/bench/register/{REPORT}/")
REGISTER = next(page for page in PAGES if page.name == "register")
REGISTER_CSV = next(page for page in PAGES if page.name == "register.csv")
CSV_OF_RAW = 2.5  # register.csv: at most so many times the raw query
IMPORT_OF_RAW = 20  # an import with history: at most so many times the bare rows
MEGABYTES = 130  # a worker's memory
