"""What must agree across tables, and what never changes: the guards beside those of the history."""

from typing import NamedTuple


class Rule(NamedTuple):
    """What may not be written: `found` says what must not exist, NEW being the row written."""

    name: str
    table: str
    columns: str  # watched when a row is changed
    found: str
    sentence: str


RULES: list[Rule] = [
    Rule(
        "update_status_of_scheme",
        "recommendations_update",
        "status_id, recommendation_id",
        """SELECT 1 FROM recommendations_status s, recommendations_recommendation r, recommendations_report p
           WHERE s.id = NEW.status_id AND r.id = NEW.recommendation_id AND p.id = r.report_id
             AND p.scheme_id <> s.scheme_id""",
        "the status is not of the scheme of the report",
    ),
    Rule(
        "count_status_of_scheme",
        "recommendations_publishedcount",
        "status_id, report_id",
        """SELECT 1 FROM recommendations_status s, recommendations_report p
           WHERE s.id = NEW.status_id AND p.id = NEW.report_id AND p.scheme_id <> s.scheme_id""",
        "the counted status is not of the scheme of the report",
    ),
    Rule(
        "theme_of_report",
        "recommendations_recommendation",
        "theme_id, report_id",
        """SELECT 1 FROM recommendations_theme t
           WHERE t.id = NEW.theme_id AND t.report_id <> NEW.report_id""",
        "the theme is of another report",
    ),
    Rule(
        "report_keeps_scheme",
        "recommendations_report",
        "scheme_id",
        """SELECT 1 FROM recommendations_update u
           JOIN recommendations_recommendation r ON r.id = u.recommendation_id
           JOIN recommendations_status s ON s.id = u.status_id
           WHERE r.report_id = NEW.id AND s.scheme_id <> NEW.scheme_id""",
        "the report has updates with statuses of its scheme",
    ),
    Rule(
        "status_keeps_scheme",
        "recommendations_status",
        "scheme_id",
        """SELECT 1 FROM recommendations_update u
           JOIN recommendations_recommendation r ON r.id = u.recommendation_id
           JOIN recommendations_report p ON p.id = r.report_id
           WHERE u.status_id = NEW.id AND p.scheme_id <> NEW.scheme_id""",
        "the status is in use by updates of its scheme",
    ),
]

# What is refused whatever it says: table, what may not happen to it, the sentence.
UNALTERED: list[tuple[str, str, str]] = [
    ("recommendations_user", "DELETE", "accounts are closed, never deleted"),
    *(
        (table, event, "what was issued or published is kept unaltered")
        for table in ("issuedpaper", "issuedfile", "publication")
        for event in ("UPDATE", "DELETE")
    ),
    *(
        (table, event, "a redaction is never rewritten")
        for table in ("redaction", "tombstone")
        for event in ("UPDATE", "DELETE")
    ),
    *(
        (table, event, "the chain only grows")
        for table in ("chainlink", "chainform")
        for event in ("UPDATE", "DELETE")
    ),
    *((table, "DELETE", "a file that was read in is kept") for table in ("paper", "papertemplate")),
    ("performance_source", "DELETE", "a file that was read in is kept"),
]
UNALTERED = [
    (table if "_" in table else f"recommendations_{table}", event, sentence)
    for table, event, sentence in UNALTERED
]

# Files that records hang off: their bytes never change, the columns beside them do.
FILES = {
    "recommendations_paper": "a file that was read in is kept unaltered",
    "recommendations_papertemplate": "a file that was read in is kept unaltered",
    "performance_source": "a file that was read in is kept unaltered",
}
