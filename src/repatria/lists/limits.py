"""How large a file may be.  A larger one is refused with a clear word before it can exhaust the machine."""

MAX_FILE_BYTES = 256 * 1024 * 1024
MAX_UNPACKED_BYTES = 512 * 1024 * 1024
MAX_ROWS = 1_000_000
MAX_COLUMNS = 500
MAX_CELLS = 12_000_000
MAX_CELL_CHARACTERS = 32_767
MAX_HEADER_ROW = 40

# What is stored has room for this many characters; a longer value is left in the raw text only.
MAX_CHARACTERS_BY_FIELD = {
    "surname": 200,
    "given": 200,
    "patronymic": 200,
    "rank": 100,
    "service_number": 64,
    "prisoner_number": 64,
    "tag": 64,
    "seal": 64,
    "unit_name": 200,
    "birth_place": 200,
    "place": 200,
}
