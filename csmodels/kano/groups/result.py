"""The groups of a Kano analysis compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import pandas as pd

from csmodels.errors import SpecificationError, check_whole
from csmodels.kano.groups.differences import COEFFICIENTS, Pair, check_pairs, differences_table
from csmodels.kano.groups.opposed import Labels, as_answered
from csmodels.kano.groups.tables import FEW_EXPECTED, check_categories, counted, group_tests
from csmodels.kano.sample import Part
from csmodels.numerics.kano.counts import LETTERS
from csmodels.tables import FrozenMapping, ResultBase, frozen_frame, params_table
from csmodels.tables.notices import Notice, Noticed, notice
from csmodels.tables.summary import Summary

if TYPE_CHECKING:
    from csmodels.kano.result import KanoResult


@dataclass(frozen=True, repr=False, eq=False)
class KanoGroups(Noticed, ResultBase):
    """Groups of a Kano analysis compared; made by `result.compare_groups()`, not by hand.

    Attributes
    ----------
    params : DataFrame
        Differences of better and worse in the common ten columns, by group and reference.
    tests : DataFrame
        Whether groups put an attribute into the same categories.
    differences : DataFrame
        Of better and worse.
    opposed : DataFrame
        Which attributes groups want differently, and the alarm where a label for all hides it.
    settings, warnings
    """

    result: KanoResult
    parts: tuple[Part, ...]
    pairs: tuple[Pair, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    _tests: pd.DataFrame
    title_key: ClassVar[str] = "heading.kano_groups"

    @property
    def groups(self) -> tuple[Any, ...]:
        """The groups, sorted."""
        return self.result.groups

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Differences, group minus reference, of better and worse (coefficient)."""
        frame = self.differences.swaplevel(0, 1).swaplevel(1, 2)
        columns: dict[str, list[Any]] = {}
        for name in COEFFICIENTS:
            given = {
                "kind": ["coefficient"] * len(frame),
                "lhs": frame.index.get_level_values("attribute").tolist(),
                "op": [""] * len(frame),
                "rhs": [name] * len(frame),
                "estimate": frame[f"{name}_difference"].tolist(),
                "std_error": frame[f"{name}_std_error"].tolist(),
                "statistic": (frame[f"{name}_difference"] / frame[f"{name}_std_error"]).tolist(),
                "p_value": frame[f"{name}_p"].tolist(),
                "conf_low": frame[f"{name}_low"].tolist(),
                "conf_high": frame[f"{name}_high"].tolist(),
            }
            for key, values in given.items():
                columns.setdefault(key, []).extend(values)
        index = frame.reset_index(level="attribute").index
        return params_table(columns, index=index.append(index))

    @frozen_frame
    def tests(self) -> pd.DataFrame:
        """Whether groups put an attribute into the same categories, by attribute.

        - n: respondents compared; n_left_out: those in categories that are not (Q, by default)
        - chi_square, df, p_value; p_holm for the number of attributes. Categories and groups without counts
          leave the table. Under weights or a design after Rao and Scott (second order): df is then no whole
          number, df_error that of F's denominator, and design_effect what the weights and the design cost
        - cramers_v with limits of the population's V (noncentral chi-square), widened where they would not
          hold the V seen: it overstates the population's in small samples, cramers_v_corrected hardly does.
          No limits where groups are exactly alike
        - smallest_expected count; p_simulated: from tables drawn with the margins seen, which needs no large
          counts; none under weights or a design
        """
        return self._tests

    @frozen_frame
    def differences(self) -> pd.DataFrame:
        """Better and worse of a group minus those of its reference, by attribute and pair.

        Limits put Wilson's limits of both together (Newcombe 1998), under weights and design with the
        effective numbers of respondents, and with what groups share where sampling units lie in several;
        Student's quantiles in a design. std_error is that of linearisation (of the replicate weights where
        the fit used them), not of resamples. p agrees with the limits; p_holm is for all attributes and
        pairs. Worse is negative: a worse_difference below 0 says that its absence annoys the group more.
        """
        return differences_table(self.parts, self.result.attributes, self.groups, self.pairs)

    @frozen_frame
    def opposed(self) -> pd.DataFrame:
        """Labels of all respondents and of the groups, and how far groups are apart, by attribute.

        - category, agreement: of all respondents
        - categories: the largest of each group, with a question mark where its label is not sure
        - degree: "opposed" where labels that are sure oppose each other (R meets M, O or A), or p_holm is
          below .05; "differ" where labels that are sure differ otherwise; else ""
        - p_value: of the test that in one group more respondents want the attribute (M, O, A) than want it
          absent (R), and in another fewer (Gail and Simon 1985); the indifferent do not count, and the number
          of groups is paid for. p_holm is adjusted for the number of attributes. Groups are taken as
          independent
        - probability: of the pair of groups in which that happens most often, the share of resamples
        - alarm: groups are opposed, or two surely have different labels of M, O, A and R while all
          respondents together are indifferent or have no sure label
        """
        return self._labels.table(self.groups)

    @cached_property
    def _labels(self) -> Labels:
        return Labels.of(self.parts, self.result.attributes)

    def summary(self, lang: str = "en") -> Summary:
        """Return the comparison as a document: tests, opposing groups, differences, settings."""
        from csmodels.kano.groups.display import summary

        return summary(self, lang)


def compare_groups(
    result: KanoResult,
    *,
    reference: Any,
    pairs: Sequence[Sequence[Any]] | None,
    categories: str,
    seed: int,
    n_draws: int,
) -> KanoGroups:
    """See `KanoResult.compare_groups`."""
    if len(result.groups) < 2:
        raise SpecificationError(
            "There are no groups to compare: fit the model with by=, a column of two or more groups."
        )
    kept = check_categories(categories)
    check_whole("seed", seed)
    check_whole("n_draws", n_draws)
    found = check_pairs(result.groups, reference, pairs)
    parts, mixed = as_answered(result.parts, result.turned, str(result.settings["reverse"]))
    level = float(str(result.settings["conf_level"]))
    counts = counted(parts, kept)
    tests = group_tests(counts, result.attributes, kept, seed, n_draws, level)
    weighted = counts.corrections is not None
    settings: dict[str, object] = {
        "by": result.settings["by"],
        "kano_groups": len(result.groups),
        "n": sum(part.n for part in parts),
        "kano_pairs": "all" if reference is None and pairs is None else "chosen",
        "kano_categories": "".join(LETTERS[each] for each in kept),
        "kano_test": "rao_scott" if weighted else "pearson",
        "kano_draws": 0 if weighted else n_draws,
        "seed": seed,
        "conf_level": level,
        "coefficients": result.settings["coefficients"],
    }
    return KanoGroups(
        result=result,
        parts=parts,
        pairs=tuple(found),
        settings=FrozenMapping(settings),
        notices=tuple(_notices(result, tests, weighted, mixed)),
        _tests=tests,
    )


def _notices(result: KanoResult, tests: pd.DataFrame, weighted: bool, mixed: bool) -> list[Notice]:
    found = [each for each in result.notices if each.key == "kano_opposed"]
    if mixed:
        found.append(notice("kano_groups_answered"))
    if not result.settings["n_boot"]:
        found.append(notice("kano_groups_not_resampled"))
    few = int((tests["smallest_expected"] < FEW_EXPECTED).sum())
    # where tables are drawn a better p-value stands beside, and a note under the table says so
    if few and not tests["p_simulated"].notna().any():
        key = "kano_groups_expected_weighted" if weighted else "kano_groups_expected"
        found.append(notice(key, n=few, of=len(tests), least=f"{FEW_EXPECTED:g}"))
    return found
