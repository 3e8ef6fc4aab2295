"""Writes the workbooks beside this file (needs openpyxl, xlwt and odfpy). They are checked in; this is how they were made."""

import datetime
import pathlib

import openpyxl
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

HERE = pathlib.Path(__file__).parent
DAY = datetime.datetime(2026, 10, 8, 9, 12, 0)
HEAD = ["会话编号", "坐席工号", "角色", "发送时间", "内容", "时长"]


def at(seconds):
    return DAY + datetime.timedelta(seconds=seconds)


ROWS = [
    ["C1", 102, "客户", at(0), "在吗，快递三天没动了", datetime.timedelta(seconds=90)],
    ["C1", 102, "坐席", at(7), "您好，我帮您查一下，请稍等", None],
    ["C2", 13800138000, "客户", at(60), "能退吗\n急", None],
    ["C2", 13800138000, "坐席", at(64), "可以的，七天内都能退", None],
]
DIALOGUES = [
    ["编号", "对话内容"],
    ["D1", "客户：在吗\n坐席：您好，请问有什么可以帮您？"],
    ["D2", "客户：能退吗#坐席：可以的"],
]


def xlsx():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "会话明细"
    sheet.append(["2026 年 10 月会话明细"])
    sheet.merge_cells("A1:F1")
    sheet.append([])
    sheet.append(HEAD)
    for row in ROWS:
        sheet.append(row)
        sheet.cell(sheet.max_row, 4).number_format = "yyyy-mm-dd hh:mm:ss"
        sheet.cell(sheet.max_row, 6).number_format = "[h]:mm:ss"
    notes = book.create_sheet("说明")
    notes.append(["本表由系统导出"])
    other = book.create_sheet("整段")
    for row in DIALOGUES:
        other.append(row)
    hidden = book.create_sheet("旧数据")
    hidden.append(["编号", "角色", "内容"])
    hidden.append(["X", "坐席", "看不见"])
    hidden.sheet_state = "hidden"
    book.properties.created = book.properties.modified = DAY
    book.save(HERE / "calls.xlsx")


def xls():
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("会话明细")
    clock = xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm:ss")
    for column, name in enumerate(HEAD[:5]):
        sheet.write(0, column, name)
    for number, row in enumerate(ROWS, start=1):
        for column, value in enumerate(row[:5]):
            sheet.write(number, column, value, clock) if column == 3 else sheet.write(number, column, value)
    book.save(str(HERE / "calls.xls"))


def ods():
    book = OpenDocumentSpreadsheet()
    sheet = Table(name="会话明细")
    for number, row in enumerate([HEAD[:5]] + [row[:5] for row in ROWS]):
        line = TableRow()
        for value in row:
            if isinstance(value, datetime.datetime):
                cell = TableCell(valuetype="date", datevalue=value.isoformat())
                cell.addElement(P(text=value.strftime("%m/%d %H:%M")))
            elif isinstance(value, int):
                cell = TableCell(valuetype="float", value=value)
                cell.addElement(P(text="1.38E+10" if value > 1e9 else str(value)))
            else:
                cell = TableCell(valuetype="string")
                for part in value.split("\n"):
                    cell.addElement(P(text=part))
            line.addElement(cell)
        sheet.addElement(line)
        if number == 0:
            sheet.addElement(TableRow(numberrowsrepeated=2))
    book.spreadsheet.addElement(sheet)
    book.save(str(HERE / "calls.ods"))


xlsx()
xls()
ods()
