"""The same rooms with inputs that atheris finds by what they reach: `guided ROOM SECONDS`."""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["blogkit"]):
    from bench.soak.fuzz import fault_of
    from bench.soak.rooms import ROOMS


def main(name: str, seconds: int) -> None:
    """Search for so long; ends at the first fault, with the input."""
    room = ROOMS[name]

    def one(data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        fault = fault_of(room, text)
        if fault:
            raise AssertionError(f"{fault}\n    {text!r}")

    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(room.seeds):
            Path(folder, str(number)).write_text(seed, encoding="utf-8")
        words = Path(folder, "words.dict")
        quoted = ("".join(f"\\x{byte:02x}" for byte in piece.encode()) for piece in room.pieces)
        words.write_text("".join(f'"{piece}"\n' for piece in quoted), encoding="ascii")
        flags = [f"-dict={words}", f"-max_total_time={seconds}", "-max_len=2000", "-print_final_stats=1"]
        atheris.Setup([sys.argv[0], *flags, f"-artifact_prefix={folder}/", folder], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
