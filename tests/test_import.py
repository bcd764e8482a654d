"""What `import csmodels` brings in, what it offers, and what its displays may not show."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from importlib import resources

import pytest

import csmodels as cs
from csmodels.tables.params import KINDS

HEAVY = ("scipy.stats", "matplotlib", "seaborn", "statsmodels", "semopy", "pyreadstat", "openpyxl", "tqdm")
COLUMNS = [
    "kind",
    "lhs",
    "op",
    "rhs",
    "estimate",
    "std_error",
    "statistic",
    "p_value",
    "conf_low",
    "conf_high",
]


LOADED = f"print([name for name in {HEAVY!r} if name in sys.modules])"


@pytest.fixture(scope="module")
def loaded() -> dict[str, str]:
    """The heavy packages that are there after each step, in one new process for all of them."""
    steps = {
        "import": "import csmodels as cs",
        "rooms": "import csmodels.plots, csmodels.tables, csmodels.testing",
        "html": "print('csmodels.tables.render_html' in sys.modules)",
        "fit": """
result = cs.index_model("ECSI").fit(cs.datasets.load_telecom(), n_boot=20)
result.tables, str(result), result.to_html("zh")
""",
        "heavy": "import scipy.stats, matplotlib",
    }
    program = "import sys\n" + "".join(f"{step}\n{LOADED}\n" for step in steps.values())
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines.pop(2) == "False"  # pages in HTML are written where one is asked for
    return dict(zip(steps, lines, strict=True))


@pytest.mark.parametrize("step", ["import", "rooms", "fit"])
def test_import_is_light_and_so_is_a_fit_with_its_tables(loaded, step):
    assert loaded[step] == "[]"


def test_the_list_of_heavy_packages_can_be_seen(loaded):
    """The tests above would pass if nothing were ever found."""
    assert loaded["heavy"] == "['scipy.stats', 'matplotlib']"


@pytest.mark.parametrize("name", cs.__all__)
def test_public_names_exist_and_are_described(name):
    thing = getattr(cs, name)
    assert inspect.getdoc(thing)
    if inspect.isclass(thing) and thing.__module__.startswith("csmodels"):
        for member, value in vars(thing).items():
            if not member.startswith("_") and (inspect.isfunction(value) or isinstance(value, property)):
                assert inspect.getdoc(getattr(thing, member)), f"{name}.{member} has no docstring"


def test_public_names_are_listed_once():
    # their order is ruff's: constants, classes, functions
    assert len(cs.__all__) == len(set(cs.__all__))
    assert re.fullmatch(r"\d+\.\d+\.\d+", cs.__version__)


def test_typed():
    assert (resources.files("csmodels") / "py.typed").is_file()


def errors() -> list[type]:
    return [e for e in vars(cs.errors).values() if inspect.isclass(e) and e.__module__ == "csmodels.errors"]


def test_one_tree_of_errors():
    assert len(errors()) >= 10
    for error in errors():
        assert issubclass(error, cs.errors.CsmodelsError | cs.errors.CsmodelsWarning)
        assert inspect.getdoc(error)
    for child in (cs.errors.SpecificationError, cs.errors.DataError):
        assert issubclass(child, ValueError)
    assert issubclass(cs.errors.MissingDependencyError, ImportError)
    assert issubclass(cs.errors.CsmodelsWarning, UserWarning)


@pytest.fixture(scope="module")
def results():
    telecom = cs.datasets.load_telecom()
    return {
        "index": cs.index_model("ECSI").fit(telecom, n_boot=50),
        "groups": cs.index_model("ECSI").fit(telecom, n_boot=50, by="operator"),
        "paths": cs.PathModel(
            {"Value": ["value_price", "value_quality"], "Satisfaction": ["sat_overall", "sat_ideal"]},
            {"Satisfaction": ["Value"]},
        ).fit(telecom, n_boot=50),
    }


@pytest.mark.parametrize("which", ["index", "groups", "paths"])
def test_parameters_have_ten_columns(results, which):
    params = results[which].params
    assert params.columns.tolist() == COLUMNS
    assert set(params["kind"]) <= set(KINDS)
    assert params.dtypes.iloc[4:].eq("float64").all()


@pytest.mark.parametrize("which", ["index", "groups", "paths"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_displays_show_no_address_time_or_path(results, which, lang):
    result = results[which]
    for text in (result.to_text(lang), result.to_html(lang), result.to_latex(lang), result.to_markdown(lang)):
        assert len(text) > 500
        assert " at 0x" not in text
        assert not re.search(r"(/[\w.-]+){2,}/?\.(py|csv)|[A-Z]:\\", text)
        assert not re.search(r"\d\d:\d\d:\d\d", text)
        assert "-0.000" not in text
        assert not re.search(r"\b(nan|NaN|None)\b", text)


def test_chinese_displays_have_chinese_headings(results):
    text = results["index"].to_text("zh")
    for heading in ("满意度指数（0–100）", "路径系数", "解释方差", "信度与收敛效度", "载荷", "权重", "设定"):
        assert heading in text
    # every construct of the model has a Chinese name
    for name in results["index"].model.constructs:
        assert not re.search(rf"^{name}\b", text, re.MULTILINE), name
