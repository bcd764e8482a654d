"""``python -m csmodels``: the main job end to end."""

from __future__ import annotations

import csmodels as cs
from csmodels.__main__ import main


def test_both_indices_are_printed_and_drawn(tmp_path, capsys):
    assert main(str(tmp_path / "new")) == 0
    printed = capsys.readouterr().out
    for survey, model in ((cs.datasets.load_hotel(), "ACSI"), (cs.datasets.load_telecom(), "ECSI")):
        row = cs.index_model(model).fit(survey).index.loc["Satisfaction"]
        limits = f"[{row['conf_low']:.2f}, {row['conf_high']:.2f}]"
        assert any(f"{row['estimate']:.2f}" in line and limits in line for line in printed.splitlines())
    assert "simulated hotel survey" in printed
    assert "simulated telecom survey" in printed
    pictures = sorted(path.name for path in (tmp_path / "new").glob("*.png"))
    assert len(pictures) == 18
    assert "hotel_path_zh.png" in pictures
    assert all((tmp_path / "new" / name).stat().st_size > 5000 for name in pictures)
