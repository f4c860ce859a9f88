"""How long a recording beside the tree plays."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath


def inside(path: str) -> bool:
    """Whether a path, as it is written, stays in the folder it starts from, on every system."""
    parts = (PurePosixPath(path), PureWindowsPath(path))
    return not any(p.is_absolute() or p.drive or p.root or ".." in p.parts for p in parts)


def measured(folder: Path | None, path: str) -> float | None:
    """Seconds of a .wav file, None if it is missing, cannot be read, or is a link that leads out of the folder."""
    if folder is None or not path.lower().endswith(".wav"):
        return None
    import struct
    import wave

    try:
        file = (folder / path).resolve()
        if not file.is_relative_to(folder.resolve()) or not file.is_file():
            return None
        with wave.open(str(file), "rb") as sound:
            frames, rate = sound.getnframes(), sound.getframerate()
            size = frames * sound.getnchannels() * sound.getsampwidth()
        return frames / rate if rate > 0 and frames > 0 and size <= file.stat().st_size else None
    except (OSError, EOFError, ValueError, RuntimeError, struct.error, wave.Error):  # RuntimeError: cut chunks, loops
        return None
