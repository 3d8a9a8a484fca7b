# SPDX-License-Identifier: MIT
"""Text in memory that behaves like a file."""

SEEK_SET, SEEK_CUR, SEEK_END = 0, 1, 2


class UnsupportedOperation(OSError, ValueError):
    """The file cannot do that."""


class StringIO:
    """A file of text in memory."""

    def __init__(self, initial_value="", newline="\n"):
        self._text = initial_value
        self._position = 0
        self.closed = False

    def _check(self):
        if self.closed:
            raise ValueError("I/O operation on closed file")

    def write(self, text):
        """Put text at the position; the number of characters."""
        self._check()
        if not isinstance(text, str):
            raise TypeError("string argument expected, got "
                            f"{type(text).__name__!r}")
        end = self._position + len(text)
        if self._position == len(self._text):
            self._text += text
        else:
            self._text = (self._text[:self._position].ljust(self._position,
                                                            "\0")
                          + text + self._text[end:])
        self._position = end
        return len(text)

    def writelines(self, lines):
        """Write each of them."""
        for line in lines:
            self.write(line)

    def getvalue(self):
        """The whole text."""
        self._check()
        return self._text

    def read(self, size=-1):
        """The next characters, or all."""
        self._check()
        begin = self._position
        end = len(self._text)
        if size is not None and size >= 0:
            end = min(end, begin + size)
        self._position = max(begin, end)
        return self._text[begin:end]

    def readline(self, size=-1):
        """The next line."""
        self._check()
        end = self._text.find("\n", self._position) + 1
        if end == 0:
            end = len(self._text)
        length = max(end - self._position, 0)
        if size is not None and size >= 0:
            length = min(length, size)
        return self.read(length)

    def readlines(self, hint=-1):
        """All lines."""
        return list(self)

    def __iter__(self):
        self._check()
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def tell(self):
        """The position."""
        self._check()
        return self._position

    def seek(self, position, whence=SEEK_SET):
        """Change the position."""
        self._check()
        if whence == SEEK_CUR:
            position += self._position
        elif whence == SEEK_END:
            position += len(self._text)
        if position < 0:
            raise ValueError(f"Negative seek position {position}")
        self._position = position
        return position

    def truncate(self, size=None):
        """Cut the text at the position, or at size."""
        self._check()
        size = self._position if size is None else size
        self._text = self._text[:size]
        return size

    def flush(self):
        """Nothing: there is no buffer."""
        self._check()

    def isatty(self):
        """False."""
        return False

    def close(self):
        """Forget the text."""
        self.closed = True

    def readable(self):
        """True."""
        return True

    def writable(self):
        """True."""
        return True

    def seekable(self):
        """True."""
        return True

    def __enter__(self):
        self._check()
        return self

    def __exit__(self, *args):
        self.close()
