"""Boxes of text and tables as the XML of a slide."""

from __future__ import annotations

from orchestration.report import palette
from orchestration.report.document import Text
from orchestration.report.slides.grid import EMU, PADDING, Box
from orchestration.report.slides.measuring import LINE
from orchestration.report.slides.shapes import Line, TableBox, TextBox
from orchestration.report.slides.text_xml import Writing, attribute, solid

ALT = "alt"
"""The place of a number in a shape's alternative text."""


def text_box(shape: TextBox, number: int, writing: Writing) -> str:
    """A box of text, or the placeholder of the layout that it fills."""
    paragraphs = "".join(
        _paragraph(line, shape.name, f"paragraph {place}", writing, is_first=place == 1)
        for place, line in enumerate(shape.lines, 1)
    )
    holder = ""
    if shape.holder:
        kind, index = shape.holder
        place = f' idx="{index}"' if index else ""
        holder = f'<p:ph type="{kind}"{place}/>'
    inset = round(shape.padding * EMU)
    ground = solid(shape.ground) if shape.ground else ""
    geometry = "" if holder else '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>' + (ground or "<a:noFill/>")
    lock = '<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>' if holder else '<p:cNvSpPr txBox="1"/>'
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name={attribute(shape.name)}/'
        f">{lock}<p:nvPr>{holder}</p:nvPr></p:nvSpPr>"
        f"<p:spPr>{_place(shape.box, 'a')}{geometry}</p:spPr><p:txBody>"
        f'<a:bodyPr wrap="square" lIns="{inset}" tIns="{inset}" rIns="{inset}" bIns="{inset}" anchor="{shape.anchor}">'
        f"<a:noAutofit/></a:bodyPr><a:lstStyle/>{paragraphs}</p:txBody></p:sp>"
    )


def page_number(number: int) -> str:
    """The field that shows the number of the slide."""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="Page number"/><p:cNvSpPr>'
        '<a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr>'
        '<p:ph type="sldNum" sz="quarter" idx="21"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/>'
        '<a:p><a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum"><a:rPr lang="en-GB"/><a:t>‹#›</a:t>'
        "</a:fld></a:p></p:txBody></p:sp>"
    )


def table(shape: TableBox, number: int, writing: Writing) -> str:
    """A real table: the head, and the rows from the first to the last of this slide."""
    grid = "".join(f'<a:gridCol w="{round(width * EMU)}"/>' for width in shape.widths)
    head = [shape.table.columns[column].title for column in shape.columns]
    rows = [_row(head, shape, writing, 0, is_head=True)]
    for place in range(shape.first, shape.last):
        cells = [shape.table.rows[place][column] for column in shape.columns]
        rows.append(_row(cells, shape, writing, place - shape.first + 1, is_strong=place in shape.table.strong_rows))
    holder = '<p:ph type="tbl" idx="11"/>' if shape.in_holder else ""
    return graphic_frame(
        shape.name,
        number,
        writing.text(shape.name, ALT, shape.table.title),
        shape.box,
        holder,
        "http://schemas.openxmlformats.org/drawingml/2006/table",
        f'<a:tbl><a:tblPr firstRow="1"/><a:tblGrid>{grid}</a:tblGrid>{"".join(rows)}</a:tbl>',
    )


def graphic_frame(name: str, number: int, alternative: str, box: Box, holder: str, kind: str, inside: str) -> str:
    """What holds a table or a chart, with the text for those who cannot see it."""
    return (
        "<p:graphicFrame><p:nvGraphicFramePr>"
        f'<p:cNvPr id="{number}" name={attribute(name)} descr={attribute(alternative)}/>'
        f'<p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr>{holder}</p:nvPr>'
        f"</p:nvGraphicFramePr>{_place(box, 'p')}<a:graphic>"
        f'<a:graphicData uri="{kind}">{inside}</a:graphicData></a:graphic>'
        "</p:graphicFrame>"
    )


def _place(box: Box, prefix: str) -> str:
    left, top, width, height = box.emu
    return f'<{prefix}:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></{prefix}:xfrm>'


def _paragraph(line: Line, shape: str, place: str, writing: Writing, is_first: bool) -> str:
    indent = round(line.indent * 12700)
    align = f' algn="{line.align}"' if line.align else ""
    color = palette.VERMILION if line.bullet == "▲" else palette.BLUE
    bullet = (
        f'<a:buClr><a:srgbClr val="{color[1:]}"/></a:buClr><a:buFont typeface="Arial"/><a:buChar char="{line.bullet}"/>'
        if line.bullet
        else "<a:buNone/>"
    )
    before = 0 if is_first else round(line.before * 100)
    properties = (
        f'<a:pPr marL="{indent}" indent="{-indent}"{align}><a:lnSpc><a:spcPts val="{round(line.size * LINE * 100)}"/>'
        f'</a:lnSpc><a:spcBef><a:spcPts val="{before}"/></a:spcBef>{bullet}</a:pPr>'
    )
    looks = f' sz="{round(line.size * 100)}" b="{line.bold:d}"'
    runs = writing.runs(shape, place, line.text, looks, solid(line.color))
    return f"<a:p>{properties}{runs}<a:endParaRPr{looks}/></a:p>"


def _row(
    cells: list[Text], shape: TableBox, writing: Writing, row: int, is_head: bool = False, is_strong: bool = False
) -> str:
    inside = "".join(
        _cell(
            Line(
                text,
                shape.size,
                palette.NAVY if is_head else palette.INK,
                bold=is_head or is_strong,
                align="r" if shape.table.columns[column].is_number else "l",
            ),
            shape.name,
            f"row {row}, column {place}",
            writing,
            palette.GROUND if is_head or is_strong else "",
            palette.NAVY if is_head else palette.RULE,
            is_head,
            shape.air,
        )
        for place, (column, text) in enumerate(zip(shape.columns, cells, strict=True), 1)
    )
    return f'<a:tr h="{round(shape.heights[row] * EMU)}">{inside}</a:tr>'


def _cell(
    line: Line, shape: str, place: str, writing: Writing, ground: str, rule: str, is_head: bool, air: float
) -> str:
    side, end = round(PADDING * EMU), round(air * EMU)
    none = "".join(f'<a:{edge} w="0"><a:noFill/></a:{edge}>' for edge in ("lnL", "lnR", "lnT"))
    below = f'<a:lnB w="{12700 if is_head else 6350}">{solid(rule)}</a:lnB>'
    fill = solid(ground) if ground else "<a:noFill/>"
    return (
        f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{_paragraph(line, shape, place, writing, is_first=True)}</a:txBody>"
        f'<a:tcPr marL="{side}" marR="{side}" marT="{end}" marB="{end}" anchor="{"b" if is_head else "ctr"}">'
        f"{none}{below}{fill}</a:tcPr></a:tc>"
    )
