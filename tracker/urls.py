"""All addresses of the site."""

from django.urls import include, path, register_converter

from tracker.views import home, papers


class HashConverter:
    """The first twelve letters of a file's SHA-256."""

    regex = "[0-9a-f]{12}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(HashConverter, "hash")

urlpatterns = [
    path("", include("recommendations.urls")),
    path("", home.home, name="home"),
    path("home.<format:fmt>", home.home, name="home"),
    path("papers/", papers.papers, name="papers"),
    path("papers.<format:fmt>", papers.papers, name="papers"),
    path("papers/new/", papers.new_paper, name="new-paper"),
    path("papers/<hash:key>/", papers.paper, name="paper"),
]
