"""What no linter looks for: words that have no place in a project that speaks of itself alone."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent
HOSTS = ("pypi" + ".org", "python" + "hosted", "npm" + "js.org", "deb." + "debian")
PLACES = ("/root" + "/", "/home/" + "[a-z]+/[a-z]")


def test_the_tracked_files_name_no_registry_and_no_place_of_a_machine():
    command = ["git", "grep", "-nIE", "|".join([*HOSTS, *PLACES]), "--", ".", ":!tests"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
