"""``python -m csmodels``: the main job, end to end, on the two sample surveys."""

from __future__ import annotations

import sys
from pathlib import Path


def main(folder: str = "build") -> int:
    """Fit ACSI to the hotel survey and ECSI to the telecom survey; print the indices, draw the figures.

    Parameters
    ----------
    folder : str
        Where the figures go; made if it does not exist.
    """
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    import csmodels as cs
    from csmodels.acsi.result import INDEX_FORMATS
    from csmodels.plots import save_figure
    from csmodels.tables import Block, Summary

    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    jobs = (
        ("hotel", "ACSI", cs.datasets.load_hotel(), "hotel"),
        ("telecom", "ECSI", cs.datasets.load_telecom(), "operator"),
    )
    for name, model, survey, by in jobs:
        result = cs.index_model(model).fit(survey)
        grouped = cs.index_model(model).fit(survey, by=by)
        is_satisfaction = grouped.index.index.get_level_values("construct") == "Satisfaction"
        satisfaction = grouped.index[is_satisfaction].droplevel("construct")
        blocks = (result.index_block(), Block(f"Satisfaction by {by}", satisfaction, INDEX_FORMATS))
        title = f"{model} on the simulated {name} survey ({result.settings['n']} complete answers)"
        print(Summary(title, blocks, warnings=result.warnings))
        print()
        for lang in ("en", "zh"):
            for kind, axes in (
                ("path", result.plot_path(lang=lang)),
                ("index", result.plot_index(lang=lang)),
                ("loadings", result.plot_loadings(lang=lang)),
                (f"by_{by}", grouped.plot_index("Satisfaction", lang=lang)),
            ):
                save_figure(axes, target / f"{name}_{kind}_{lang}.png", dpi=150)
                plt.close()
    # what was expected, what was received, and how satisfied: one attribute of the hotel survey
    surface = cs.ResponseSurface("sat_overall", expectation="e_bed", performance="p_bed")
    fitted = surface.fit(cs.datasets.load_hotel())
    for lang in ("en", "zh"):
        save_figure(fitted.plot_contour(lang=lang), target / f"hotel_surface_{lang}.png", dpi=150)
        plt.close()
    print(f"Figures are in {target}/")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
