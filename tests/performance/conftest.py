"""What tests of performance share."""

import pytest

from recommendations.models import User
from tests.performance.records import Performance, some_performance


@pytest.fixture
def measured(editor: User) -> Performance:
    """Four measures with figures, told to a published meeting (tests/performance/records.py)."""
    return some_performance(editor)
