"""One argument under two names: what satisfaction is called differs between methods and readers."""

from __future__ import annotations

from typing import Any

from csmodels.errors import SpecificationError


def one_of(**given: Any) -> Any:
    """The one of several synonyms that was given; None where none was.

    Raises
    ------
    SpecificationError
        Two of them, unless they say the same.

    Examples
    --------
    >>> one_of(outcome=None, overall="sat_overall")
    'sat_overall'
    """
    said = {name: value for name, value in given.items() if value is not None}
    values = list(said.values())
    if any(value != values[0] for value in values):
        both = " and ".join(f"{name}={value!r}" for name, value in said.items())
        raise SpecificationError(f"{both} are two words for one thing; give one of them.")
    return values[0] if values else None


def needed(example: str, **given: Any) -> Any:
    """The same of an argument that must be given; the first name is the one to use."""
    found = one_of(**given)
    if found is None:
        first, *others = given
        also = "".join(f" (or {name}=)" for name in others)
        raise SpecificationError(f'{first}={also} is missing: name the column, {first}="{example}".')
    return found
