"""All addresses of the site."""

from django.urls import include, path, register_converter

from tracker.views import (
    about,
    as_published,
    home,
    issuing,
    packet,
    paper_files,
    paper_plan,
    paper_template,
    papers,
    publishing,
)


class PaperFormConverter:
    """The forms that a meeting's paper is written in."""

    regex = "docx|pdf|xlsx|yaml"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PaperFormConverter, "paperform")

handler500 = "tracker.views.failing.failed"

urlpatterns = [
    path("", include("recommendations.urls")),
    path("", include("performance.urls")),
    path("", home.home, name="home"),
    path("home.<format:fmt>", home.home, name="home"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("cookies/", about.cookies, name="cookies"),
    path(".well-known/security.txt", about.security, name="security"),
    path("security.txt", about.security_at_the_top, name="security-old"),
    path("robots.txt", about.robots, name="robots"),
    path("meetings/<slug:meeting>/packet/", packet.packet, name="packet"),
    path("meetings/<slug:meeting>/packet.<format:fmt>", packet.packet, name="packet"),
    path("meetings/<slug:meeting>/publish/", publishing.publish_meeting, name="publish"),
    path("meetings/<slug:meeting>/as-published/", as_published.as_published, name="as-published"),
    path("meetings/<slug:meeting>/as-published.<format:fmt>", as_published.as_published, name="as-published"),
    path("meetings/<slug:meeting>/cover/", issuing.cover, name="cover"),
    path("meetings/<slug:meeting>/paper/", issuing.issue, name="issue"),
    path("meetings/<slug:meeting>/paper.<paperform:form>", issuing.produced, name="produced"),
    path("meetings/<slug:meeting>/paper/issue/", issuing.issue_now, name="issue-now"),
    path(
        "meetings/<slug:meeting>/paper/issued/<int:number>.<paperform:form>",
        issuing.issued_file,
        name="issued-file",
    ),
    path("meetings/<slug:meeting>/paper/differences/", issuing.issued_differences, name="issued-differences"),
    path(
        "meetings/<slug:meeting>/paper/differences.<format:fmt>",
        issuing.issued_differences,
        name="issued-differences",
    ),
    path("papers/", papers.papers, name="papers"),
    path("papers/template/", paper_template.paper_template, name="paper-template"),
    path("papers/template.docx", paper_template.template_file, name="template-file"),
    path("papers.<format:fmt>", papers.papers, name="papers"),
    path("papers/new/", papers.new_paper, name="new-paper"),
    path("papers/<hash:key>/", papers.paper, name="paper"),
    path("papers/<hash:key>/file", paper_files.paper_file, name="paper-file"),
    path("papers/<hash:key>/undo/", paper_files.undo, name="paper-undo"),
    path("papers/<hash:key>/reading/", paper_plan.reading, name="paper-reading"),
    path("papers/<hash:key>/conflicts/", paper_plan.settling, name="paper-settling"),
    path(
        "papers/<hash:key>/correct/<slug:kind>/<path:entry>/", paper_plan.correction, name="paper-correction"
    ),
]
