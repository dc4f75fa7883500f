"""The parts of an Excel workbook that are the same in each. Free of Django."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


class Style(IntEnum):
    """How a cell looks: its position among the cell formats of STYLES."""

    PLAIN = 0
    HEADING = 1
    TEXT = 2
    QUOTED = 3  # a text that Excel could take for something else when it is edited
    NUMBER = 4
    TOTAL = 5
    TOTAL_NUMBER = 6


_TOP = ' applyAlignment="1"><alignment vertical="top"/>'
_WRAPPED = ' applyAlignment="1"><alignment vertical="top" wrapText="1"/>'
_QUOTED = ' quotePrefix="1"'
_FONT = '<sz val="11"/><name val="Calibri"/><family val="2"/></font>'
_BARE = "<bottom/><diagonal/></border>"


def _look(font: int, fill: int, border: int, rest: str) -> str:
    """How a cell looks, by positions among fonts, fills and borders."""
    applied = f'applyFont="{int(font > 0)}" applyFill="{int(fill > 0)}" applyBorder="{int(border > 0)}"'
    return (
        f'<xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" {applied}{rest}</xf>'
    )


_LOOKS = {
    Style.PLAIN: _look(0, 0, 0, ">"),
    Style.HEADING: _look(1, 2, 0, _WRAPPED),
    Style.TEXT: _look(0, 0, 0, _WRAPPED),
    Style.QUOTED: _look(0, 0, 0, _QUOTED + _WRAPPED),
    Style.NUMBER: _look(0, 0, 0, _TOP),
    Style.TOTAL: _look(1, 0, 1, _QUOTED + _WRAPPED),
    Style.TOTAL_NUMBER: _look(1, 0, 1, _TOP),
}
STYLES: Final = (
    f'{HEAD}<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    f'<fonts count="2"><font>{_FONT}<font><b/>{_FONT}</fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid">'
    '<fgColor rgb="FFE6E9EC"/><bgColor indexed="64"/></patternFill></fill></fills>'
    f'<borders count="2"><border><left/><right/><top/>{_BARE}'
    f'<border><left/><right/><top style="thin"><color auto="1"/></top>{_BARE}</borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    f'<cellXfs count="{len(_LOOKS)}">{"".join(_LOOKS[style] for style in Style)}</cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
RELATIONS: Final = (
    f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" '
    'Target="docProps/core.xml"/></Relationships>'
)
CORE: Final = (
    f'{HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title>'
    "<dc:language>{language}</dc:language></cp:coreProperties>"
)


def content_types(sheets: int) -> str:
    """What kind each part of a workbook with so many sheets is."""
    listed = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for n in range(1, sheets + 1)
    )
    return (
        f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{listed}'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )
