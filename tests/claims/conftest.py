"""The labelled documents, run once; and the modules of this folder, importable by its tests."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from document import Case, run_all


@pytest.fixture(scope="session")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    """All documents, run."""
    return run_all(tmp_path_factory.mktemp("site"))
