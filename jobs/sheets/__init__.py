"""Tables of prompts: bytes or pasted text become cells, cells become prompts, and all of them one plan.

decoded(content) -> Decoded         the text of an uploaded file, whatever a spreadsheet wrote it as
grid(text) -> Grid                  rows of cells; never raises
plan(text, template, mode, deck)    a Sheet: every row with its wishes, its cost and what is wrong with it
"""

from jobs.sheets.cells import Grid, Row, grid
from jobs.sheets.decode import Decoded, decoded
from jobs.sheets.plan import Finding, Line, Sheet, plan

__all__ = ["Decoded", "Finding", "Grid", "Line", "Row", "Sheet", "decoded", "grid", "plan"]
