"""What can be wrong with a story, or with the stage it plays on."""

from pathlib import Path


class ExaminerError(Exception):
    """What happened, to what, and what to do."""

    def __init__(self, what: str, where: str, do: str) -> None:
        super().__init__(f"{what} ({where}); {do}")
        self.what = what
        self.where = where
        self.do = do


class StoryFormatError(ExaminerError):
    """A story file that cannot be read; one line a problem, each with file, line and key."""

    def __init__(self, path: Path, problems: list[str]) -> None:
        super().__init__("\n".join(problems), str(path), "see `scenarios/story.py` for what a story can say")
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join(self.problems)


class StageError(ExaminerError):
    """A program that the stories need does not start, has ended, or does not answer."""


class RefusedError(ExaminerError):
    """The portal refuses what a story asks of it: an unknown fault, account or field."""
