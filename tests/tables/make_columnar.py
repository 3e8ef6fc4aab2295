"""Writes calls.parquet and calls.arrow beside this file (needs pyarrow). They are checked in; this is how they were made."""

import datetime
import pathlib

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet

HERE = pathlib.Path(__file__).parent
DAY = datetime.datetime(2026, 10, 8, 9, 12, 0)


def at(seconds):
    return DAY + datetime.timedelta(seconds=seconds)


TABLE = pa.table(
    {
        "会话编号": ["C1", "C1", "C2", "C2"],
        "坐席工号": pa.array([102, 102, 103, 103], pa.int32()),
        "角色": pa.array(["客户", "坐席", "客户", "坐席"]).dictionary_encode(),
        "发送时间": pa.array([at(0), at(7), at(60), at(64)], pa.timestamp("us")),
        "内容": ["在吗，快递三天没动了", "您好，我帮您查一下，请稍等", "能退吗\n急", "可以的，七天内都能退"],
        "评分": pa.array([None, None, 4.0, 4.5]),
        "标签": pa.array([["催单"], [], None, ["退货"]]),
    }
)

pyarrow.parquet.write_table(TABLE, HERE / "calls.parquet", compression="snappy")
pyarrow.feather.write_feather(TABLE, HERE / "calls.arrow", compression="uncompressed")
