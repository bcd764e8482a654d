"""Which column holds the stated importance of each attribute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.survey.columns import count


def importance_columns(
    importance: Mapping[str, str] | Sequence[str] | None, names: Sequence[str]
) -> dict[str, str]:
    """Columns of importance by attribute.

    Parameters
    ----------
    importance : mapping of attribute to column, or sequence of columns, optional
        A sequence has one column for each attribute, in their order.
    names : sequence of str
        The attributes.

    Raises
    ------
    SpecificationError
        An attribute that there is not, another number of columns than of attributes.

    Examples
    --------
    >>> importance_columns(["i1", "i2"], ["Wi-Fi", "Bar"])
    {'Wi-Fi': 'i1', 'Bar': 'i2'}
    """
    if importance is None:
        return {}
    if isinstance(importance, Mapping):
        for name in importance:
            if name not in names:
                raise SpecificationError(
                    f"importance= names {name!r}, which is no attribute.{did_you_mean(name, names)}"
                    f" Attributes: {some(names, 12)}."
                )
        return dict(importance)
    if not isinstance(importance, (str, Sequence)):
        raise SpecificationError(
            'importance= takes a column for each attribute, {"Wi-Fi": "wifi_i"}, or the columns in the order'
            f" of the attributes, not a {type(importance).__name__}."
        )
    given = [importance] if isinstance(importance, str) else list(importance)
    if len(given) != len(names):
        raise SpecificationError(
            f"importance= has {count(len(given), 'column')} for {count(len(names), 'attribute')}; give one"
            ' for each, or name them: {"Wi-Fi": "wifi_i"}.'
        )
    return dict(zip(names, given, strict=True))
