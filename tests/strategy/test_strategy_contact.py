"""Columns of contact data: found by name and by content, and no others."""

from __future__ import annotations

import pandas as pd
import pytest

import csmodels as cs
from csmodels.strategy.segments.contact import contact_columns


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("mobile", ["13800000001", "13900000002", "15012345678"], "phone"),
        ("手机号", ["13800000001", "x", "y"], "phone"),
        ("contact", [13800000001, 13900000002, 15012345678], "phone"),
        ("remark", ["fine", "write to me@example.org please", "no"], "email"),
        ("guestEmail", ["a", "b", "c"], "email"),
        ("k", ["11010519491231002X"] * 3, "identity"),
        ("身份证号", ["1", "2", "3"], "identity"),
        ("addr", ["Road 1", "Road 2", "Road 3"], "address"),
        ("微信", ["ab", "cd", "ef"], "account"),
        ("姓名", ["甲", "乙", "丙"], "name"),
        ("last_name", ["Li", "Wu", "He"], "name"),
        ("phonenumber", ["ask", "none", "later"], "phone"),
        ("emailaddress", ["ask", "none", "later"], "email"),
        ("收件人", ["甲", "乙", "丙"], "name"),
        ("顾客名称", ["甲", "乙", "丙"], "name"),
        ("x", ["138-0000-0001", "139 0000 0002", "0086 13700000003"], "phone"),
        ("x", ["01012345678", "02112345678", "075512345678"], "phone"),
        ("remark", ["fine", "请致电13800000001，谢谢", "no"], "phone"),
        ("k", [110105194912310011, 110105194912310038, 110105194912310046], "identity"),
        ("k", [110105194912310011.0, 110105194912310038.0, None], "identity"),
        ("x", ["+44 20 7946 0958", "+49 30 123456789", "-"], "phone"),
    ],
)
def test_contact_data_are_found(name, values, kind):
    assert contact_columns(pd.DataFrame({name: values}))[name][0] == kind


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("email_optin", [0, 1, 1]),
        ("mobile_internet", [7, 9, 10]),
        ("phone_service", [7.5, 9, 10]),
        ("soft_name", [3, 4, 5]),
        ("phone", ["yes", "no", "yes", "no"]),
        ("date", ["2024-01-05", "2024-02-06", "2024-03-07"]),
        ("number", [10000001, 10000002, 10000003]),
        ("guest", ["G0001", "G0002", "G0003"]),
        ("spent", [1234567.0, 2345678.0, 99.0]),
        ("k", ["110105194912310021"] * 3),
        ("order", ["A13800000001", "B13900000002", "C15000000003"]),
        ("remark", ["room 13800000001234 was fine", "stay 0.13800000001", "no"]),
        ("padded", ["00000000012", "00000000013", "00000000014"]),
        ("hotel", ["Airport", "Campus", "Expo"]),
    ],
)
def test_other_columns_are_not_taken_for_contact_data(name, values):
    assert contact_columns(pd.DataFrame({name: values})) == {}


def test_the_samples_hold_none():
    for data in (cs.datasets.load_hotel(), cs.datasets.load_telecom(), cs.datasets.load_hotel_kano()):
        assert contact_columns(data.frame) == {}
