"""All addresses of the site."""

from django.urls import include, path

from tracker.views import home, papers

urlpatterns = [
    path("", include("recommendations.urls")),
    path("", include("performance.urls")),
    path("", home.home, name="home"),
    path("home.<format:fmt>", home.home, name="home"),
    path("papers/", papers.papers, name="papers"),
    path("papers.<format:fmt>", papers.papers, name="papers"),
    path("papers/new/", papers.new_paper, name="new-paper"),
    path("papers/<hash:key>/", papers.paper, name="paper"),
]
