"""The smallest true path: a paper goes in, a page shows it."""

from tests.conftest import read_fixture


def test_a_paper_read_in_is_on_the_register(november, client_of):
    page = client_of(november).get("/reports/id-2022/")
    assert page.status_code == 200
    assert "42 recommendations" in page.content.decode()


def test_reading_it_in_again_writes_nothing(november):
    assert read_fixture("2022-11-02-pab.yaml", november) == 0
