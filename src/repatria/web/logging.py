"""A filter that keeps what people typed out of the log."""

import logging
import re

# A query string never belongs into a log: pages of ours carry ids there at most, a stranger may send anything.
QUERY = re.compile(r"\?[^\s\"']*")


class NoPersonalData(logging.Filter):
    """Cut query strings off, and drop the request and the traceback's values from a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; never refuses one."""
        message = record.getMessage()
        record.msg, record.args = QUERY.sub("?…", message), ()
        record.__dict__.pop("request", None)
        if record.exc_info and record.exc_info[0] is not None:
            # The message of an exception may quote a row; its type and place are enough to mend it.
            record.exc_text = _place(record.exc_info)
            record.exc_info = None
        return True


def _place(exc_info: "tuple[object, ...]") -> str:
    import traceback

    kind, _, trace = exc_info
    frames = traceback.extract_tb(trace)  # type: ignore[arg-type]  # logging types all three as optional
    lines = [f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}' for frame in frames]
    return "\n".join([*lines, getattr(kind, "__name__", "Exception")])
