"""The master that slides are made on: run this module to write `template.pptx` again, byte for byte.

Colours are those of `palette`, fonts are Arial, and Microsoft YaHei for East-Asian text. Where a machine has not got
them, its own take their places (Liberation Sans and Noto Sans CJK on Linux, PingFang on macOS); text is measured with
room for that.
"""

from __future__ import annotations

import re
import zipfile

from orchestration.report import palette
from orchestration.report.slides import grid
from orchestration.report.slides.grid import Box
from orchestration.report.slides.master import EAST_ASIAN, LATIN, LAYOUTS, TEMPLATE
from orchestration.report.slides.packing import packed

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument."
_SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:r="{_OFFICE}" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAP = (
    '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" '
    'accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/>'
)


def template() -> bytes:
    """The empty presentation with its master, layouts, notes and theme."""
    types = {"ppt/presentation.xml": "presentationml.presentation.main", "ppt/theme/theme1.xml": "theme"}
    types |= {"ppt/slideMasters/slideMaster1.xml": "presentationml.slideMaster", "ppt/theme/theme2.xml": "theme"}
    types |= {"ppt/notesMasters/notesMaster1.xml": "presentationml.notesMaster"}
    types |= {f"ppt/slideLayouts/slideLayout{n}.xml": "presentationml.slideLayout" for n, _ in enumerate(LAYOUTS, 1)}
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{_TYPE}{kind}+xml"/>' for name, kind in types.items()
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": _relations(("officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": _presentation(),
        "ppt/_rels/presentation.xml.rels": _relations(
            ("slideMaster", "slideMasters/slideMaster1.xml"),
            ("notesMaster", "notesMasters/notesMaster1.xml"),
            ("theme", "theme/theme1.xml"),
        ),
        "ppt/theme/theme1.xml": _theme(),
        "ppt/theme/theme2.xml": _theme(),
        "ppt/slideMasters/slideMaster1.xml": _master(),
        "ppt/slideMasters/_rels/slideMaster1.xml.rels": _relations(
            *(("slideLayout", f"../slideLayouts/slideLayout{n}.xml") for n, _ in enumerate(LAYOUTS, 1)),
            ("theme", "../theme/theme1.xml"),
        ),
        "ppt/notesMasters/notesMaster1.xml": _notes_master(),
        "ppt/notesMasters/_rels/notesMaster1.xml.rels": _relations(("theme", "../theme/theme2.xml")),
    }
    for number, name in enumerate(LAYOUTS, 1):
        parts[f"ppt/slideLayouts/slideLayout{number}.xml"] = _layout(name)
        parts[f"ppt/slideLayouts/_rels/slideLayout{number}.xml.rels"] = _relations(
            ("slideMaster", "../slideMasters/slideMaster1.xml")
        )
    return packed(((name, (_HEAD + text).encode()) for name, text in parts.items()), zipfile.ZIP_STORED)


def _relations(*relations: tuple[str, str]) -> str:
    inside = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(relations, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def _presentation() -> str:
    width, height = round(grid.WIDTH * grid.EMU), round(grid.HEIGHT * grid.EMU)
    return (
        f'<p:presentation {_SPACES} saveSubsetFonts="1"><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rId1"/>'
        '</p:sldMasterIdLst><p:notesMasterIdLst><p:notesMasterId r:id="rId2"/></p:notesMasterIdLst>'
        f'<p:sldSz cx="{width}" cy="{height}"/><p:notesSz cx="6858000" cy="9144000"/></p:presentation>'
    )


def _theme() -> str:
    colors = {"dk1": palette.INK, "lt1": palette.PAPER, "dk2": palette.NAVY, "lt2": palette.GROUND}
    accents = (palette.BLUE, palette.VERMILION, palette.SKY, palette.ORANGE, palette.GREEN, palette.GREY)
    colors |= {f"accent{number}": color for number, color in enumerate(accents, 1)}
    colors |= {"hlink": palette.BLUE, "folHlink": palette.QUIET}
    scheme = "".join(f'<a:{name}><a:srgbClr val="{color[1:]}"/></a:{name}>' for name, color in colors.items())
    fonts = (
        f'<a:latin typeface="{LATIN}"/><a:ea typeface="{EAST_ASIAN}"/><a:cs typeface="{LATIN}"/>'
        f'<a:font script="Hans" typeface="{EAST_ASIAN}"/>'
    )
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="9525">{fill}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Complaints"><a:themeElements>'
        f'<a:clrScheme name="Complaints">{scheme}</a:clrScheme><a:fontScheme name="Complaints">'
        f"<a:majorFont>{fonts}</a:majorFont><a:minorFont>{fonts}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="Complaints"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}'
        f"</a:lnStyleLst><a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}"
        "</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )


def _level(number: int, size: float, color: str, bold: bool = False, bullet: str = "", indent: float = 0) -> str:
    mark = (
        f'<a:buClr><a:schemeClr val="accent1"/></a:buClr><a:buFont typeface="{LATIN}"/><a:buChar char="{bullet}"/>'
        if bullet
        else "<a:buNone/>"
    )
    spacing = round(size * 1.3 * 100)
    return (
        f'<a:lvl{number}pPr marL="{round(indent * grid.EMU)}" indent="{-round(indent * grid.EMU)}" algn="l" '
        f'rtl="0" eaLnBrk="1" latinLnBrk="0" hangingPunct="1"><a:lnSpc><a:spcPts val="{spacing}"/></a:lnSpc>'
        f'<a:spcBef><a:spcPts val="0"/></a:spcBef>{mark}<a:defRPr sz="{round(size * 100)}" b="{bold:d}" kern="1200">'
        f'<a:solidFill><a:schemeClr val="{color}"/></a:solidFill><a:latin typeface="+mn-lt"/>'
        f'<a:ea typeface="+mn-ea"/><a:cs typeface="+mn-cs"/></a:defRPr></a:lvl{number}pPr>'
    )


def _master() -> str:
    body = _level(1, 15, "tx1") + _level(2, 15, "tx1", bullet="•", indent=0.22)
    body += "".join(_level(number, 12, "tx1", bullet="•", indent=0.22 * number) for number in range(3, 10))
    other = "".join(_level(number, 12, "tx1") for number in range(1, 10))
    layouts = "".join(f'<p:sldLayoutId id="{2147483648 + n}" r:id="rId{n}"/>' for n in range(1, len(LAYOUTS) + 1))
    shapes = (
        _rule(Box(grid.MARGIN, 1.42, grid.BODY.width, 0)),
        _rule(Box(grid.MARGIN, 6.9, grid.BODY.width, 0)),
        _holder("Title", "title", 0, grid.TITLE, anchor="b", size=24, color="tx2", bold=True),
        _holder("Text", "body", 1, grid.BODY, size=15),
        _holder("Footer", "ftr", 20, grid.FOOTER, anchor="ctr", size=grid.FOOTER_SIZE, quiet=True),
        _page_number(),
    )
    return (
        f'<p:sldMaster {_SPACES}><p:cSld><p:bg><p:bgPr><a:solidFill><a:schemeClr val="bg1"/></a:solidFill>'
        f"<a:effectLst/></p:bgPr></p:bg>{_tree(*shapes)}</p:cSld>{_MAP}"
        f"<p:sldLayoutIdLst>{layouts}</p:sldLayoutIdLst>"
        f"<p:txStyles><p:titleStyle>{_level(1, 24, 'tx2', bold=True)}</p:titleStyle><p:bodyStyle>{body}</p:bodyStyle>"
        f"<p:otherStyle>{other}</p:otherStyle></p:txStyles></p:sldMaster>"
    )


def _layout(name: str) -> str:
    title = _holder("Title", "title", 0, None)
    footer = _holder("Footer", "ftr", 20, None) + _page_number()
    background, master_shapes = "", ""
    match name:
        case "cover":
            kind, master_shapes = "title", ' showMasterSp="0"'
            background = _ground("tx2")
            inside = (
                _panel(Box(1.1, 1.72, 1.4, 0.06), "accent4")
                + _holder("Title", "ctrTitle", 0, grid.COVER_TITLE, anchor="t", size=38, color="bg1", bold=True)
                + _holder("Subtitle", "subTitle", 1, grid.COVER_SUBTITLE, size=16, color="bg1")
                + _holder("Release", "body", 12, grid.COVER_RELEASE, anchor="ctr", size=11, color="bg2")
            )
        case "section":
            kind, master_shapes = "secHead", ' showMasterSp="0"'
            inside = (
                _panel(Box(0, 0, 4.2, grid.HEIGHT), "tx2")
                + _panel(Box(grid.SECTION_TITLE.left, 2.2, 1.0, 0.06), "accent4")
                + _holder("Title", "title", 0, grid.SECTION_TITLE, anchor="t", size=32, color="tx2", bold=True)
                + _holder("Footer", "ftr", 20, Box(grid.SECTION_TITLE.left, 6.98, 6.2, 0.28))
                + _page_number()
            )
        case "chart":
            kind = "txAndChart"
            inside = title + _holder("Text", "body", 10, grid.LEFT) + _holder("Chart", "chart", 11, grid.RIGHT) + footer
        case "table":
            kind = "tbl"
            inside = title + _holder("Table", "tbl", 11, grid.BODY) + footer
        case "text":
            kind, inside = "tx", title + _holder("Text", "body", 10, grid.BODY) + footer
        case _:
            kind, inside = "titleOnly", title + footer
    return (
        f'<p:sldLayout {_SPACES} type="{kind}" preserve="1"{master_shapes}>'
        f'<p:cSld name="{name.capitalize()}">{background}'
        f"{_tree(inside)}</p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sldLayout>"
    )


def _notes_master() -> str:
    image = (
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="Slide"/><p:cNvSpPr><a:spLocks noGrp="1" noRot="1" noChangeAspect="1"/>'
        '</p:cNvSpPr><p:nvPr><p:ph type="sldImg" idx="2"/></p:nvPr></p:nvSpPr>'
        f"<p:spPr>{_place(Box(0.6, 0.6, 6.3, 3.54))}"
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:sp>'
    )
    notes = _holder("Notes", "body", 3, Box(0.6, 4.4, 6.3, 5.0), size=8)
    return (
        f"<p:notesMaster {_SPACES}><p:cSld><p:bg><p:bgPr><a:solidFill>"
        '<a:schemeClr val="bg1"/></a:solidFill><a:effectLst/>'
        f"</p:bgPr></p:bg>{_tree(image, notes)}</p:cSld>{_MAP}<p:notesStyle>{_level(1, 8, 'tx1')}</p:notesStyle>"
        "</p:notesMaster>"
    )


def _tree(*shapes: str) -> str:
    # every shape has a number of its own; 1 is the tree's
    numbers = iter(range(2, 100))
    inside = re.sub(r'(<p:cNvPr id=)"\d*"', lambda match: f'{match[1]}"{next(numbers)}"', "".join(shapes))
    return (
        '<p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
        f"{inside}</p:spTree>"
    )


def _place(box: Box) -> str:
    left, top, width, height = box.emu
    return f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'


def _holder(
    name: str,
    kind: str,
    index: int,
    box: Box | None,
    anchor: str = "",
    size: float = 0,
    color: str = "",
    bold: bool = False,
    quiet: bool = False,
) -> str:
    """A placeholder; without a box it stands where the master has it."""
    properties = (
        f'<p:spPr>{_place(box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>' if box else "<p:spPr/>"
    )
    style = _level(1, size, color or "tx1", bold) if size else ""
    if quiet:
        style = style.replace('<a:schemeClr val="tx1"/>', f'<a:srgbClr val="{palette.QUIET[1:]}"/>')
    anchored = f' anchor="{anchor}"' if anchor else ""
    frame = (
        f'<a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0"{anchored}><a:normAutofit/></a:bodyPr>' if box else "<a:bodyPr/>"
    )
    place = f' idx="{index}"' if index else ""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr>'
        f'<p:ph type="{kind}"{place}/></p:nvPr></p:nvSpPr>{properties}<p:txBody>{frame}<a:lstStyle>{style}</a:lstStyle>'
        "<a:p><a:endParaRPr/></a:p></p:txBody></p:sp>"
    )


def _page_number() -> str:
    style = _level(1, grid.FOOTER_SIZE, "tx1").replace('algn="l"', 'algn="r"')
    style = style.replace('<a:schemeClr val="tx1"/>', f'<a:srgbClr val="{palette.QUIET[1:]}"/>')
    return (
        '<p:sp><p:nvSpPr><p:cNvPr id="" name="Page number"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr>'
        f'<p:ph type="sldNum" sz="quarter" idx="21"/></p:nvPr></p:nvSpPr><p:spPr>{_place(grid.PAGE_NUMBER)}'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody>'
        '<a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" '
        f'anchor="ctr"/><a:lstStyle>{style}</a:lstStyle><a:p><a:fld id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" '
        'type="slidenum"><a:rPr/><a:t>‹#›</a:t></a:fld><a:endParaRPr/></a:p></p:txBody></p:sp>'
    )


def _rule(box: Box) -> str:
    return (
        '<p:cxnSp><p:nvCxnSpPr><p:cNvPr id="" name="Rule"/><p:cNvCxnSpPr/'
        '><p:nvPr userDrawn="1"/></p:nvCxnSpPr><p:spPr>'
        f'{_place(box)}<a:prstGeom prst="line"><a:avLst/></a:prstGeom><a:ln w="9525"><a:solidFill>'
        f'<a:srgbClr val="{palette.RULE[1:]}"/></a:solidFill></a:ln></p:spPr></p:cxnSp>'
    )


def _panel(box: Box, color: str) -> str:
    return (
        '<p:sp><p:nvSpPr><p:cNvPr id="" name="Panel"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>'
        f'{_place(box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:schemeClr val="{color}"/>'
        "</a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
    )


def _ground(color: str) -> str:
    return f'<p:bg><p:bgPr><a:solidFill><a:schemeClr val="{color}"/></a:solidFill><a:effectLst/></p:bgPr></p:bg>'


if __name__ == "__main__":
    TEMPLATE.write_bytes(template())
