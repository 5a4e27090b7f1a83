"""What goes wrong in a template or a shortcode, with the line of the template."""


class ShortcodeError(Exception):
    """A shortcode that cannot be run: says what is wrong and what to change."""

    def __init__(self, message: str, line: int = 0) -> None:
        """`line` is the line of its template; 0 where no template has to do with it."""
        super().__init__(message)
        self.message = message
        self.line = line
        self.path = ""
        """The file of the template, as soon as it is known."""

    def __str__(self) -> str:
        """Name the place in the template."""
        if not self.line:
            return self.message
        place = f"{self.path}:{self.line}" if self.path else f"line {self.line} of its template"
        return f"{place}: {self.message}"
