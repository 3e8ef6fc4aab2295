"""Rules as a user might add them, as many as wanted."""

from itertools import islice, product
from pathlib import Path

NOT = ["不", "没", "别", "甭", "不能", "没法", "不用", "不许"]
DO = list("退换修赔查送装寄催改补开停办领")
MORE = ["一下", "了", "过", "完", "好", "成", "起", "到", "掉", "走"]
WHAT = [
    "快递", "发票", "话费", "水表", "门锁", "轮胎", "座椅", "机票", "押金", "积分", "保单", "药品", "课程", "合同",
    "工单", "套餐", "宽带", "空调", "灯泡", "窗帘", "钥匙", "罐头", "鲜花", "相机", "电池", "护照", "行李", "画框",
    "风扇", "书架", "雨伞", "手表", "耳机", "茶叶", "牛奶", "蛋糕", "砖头", "油漆", "木板", "铁门", "车票", "邮票",
    "门票", "沙发", "眼镜", "毛巾",
]  # fmt: skip

RULE = """id: {id}
title: {title}
severity: minor
dimension: 沟通技巧
message: 说了“{{hit}}”
check:
  forbid:
    any:
      - '{pattern}'
"""


def phrases(number):
    """So many different phrases, as in 发票不能开了."""
    spoken = (f"{what}{no}{do}{more}" for more, what, no, do in product(MORE, WHAT, NOT, DO))
    return list(islice(spoken, number))


def lexicon(folder, number):
    """A folder with one rule, which forbids a lexicon of so many phrases."""
    folder = Path(folder)
    (folder / "lexicons").mkdir(parents=True, exist_ok=True)
    (folder / "mine").mkdir(exist_ok=True)
    entries = "".join(f"  - {phrase}\n" for phrase in phrases(number))
    (folder / "lexicons/mine.yaml").write_text(f"id: mine\ntitle: 自定词\nentries:\n{entries}", encoding="utf-8")
    rule = RULE.format(id="mine/words", title="自定词", pattern="<mine>")
    (folder / "mine/words.yaml").write_text(rule, encoding="utf-8")


def same(folder, sources):
    """A folder with one rule, which forbids patterns as they are written in the built-in rules."""
    folder = Path(folder) / "mine"
    folder.mkdir(parents=True, exist_ok=True)
    quoted = [source.replace("'", "''") for source in sources]
    rule = RULE.format(id="mine/same", title="同样的说法", pattern="'\n      - '".join(quoted))
    (folder / "same.yaml").write_text(rule, encoding="utf-8")
    return ("--rules", str(folder.parent), "--select", "mine/same")


def regexes(folder, number):
    """A folder with so many rules, each a regex of its own."""
    folder = Path(folder) / "mine"
    folder.mkdir(parents=True, exist_ok=True)
    for n, (what, do) in enumerate(islice(product(WHAT, DO), number)):
        pattern = f"/{what}[^，。]{{0,6}}(?:{'|'.join(NOT)})(?:再)?{do}(?:{'|'.join(MORE)})?/"
        rule = RULE.format(id=f"mine/r{n:03}", title=f"自定{n}", pattern=pattern)
        (folder / f"r{n:03}.yaml").write_text(rule, encoding="utf-8")
