"""Makes the posts of this folder importable, and gives them one folder: its warm process serves all."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def _place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("place")


@pytest.fixture
def root(_place: Path) -> Path:
    """An empty source folder, at the same place for each test; the folder around it is empty, too."""
    shutil.rmtree(_place)
    folder = _place / "site"
    folder.mkdir(parents=True)
    return folder
