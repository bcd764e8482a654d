"""The lines of the benchmark: which data, how much, who runs it, and where the work differs."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from benchmarks.measuring import Job
from benchmarks.survey_data import DATA

#: Program -> what must be importable, and the file of its jobs.
PROGRAMS = {
    "csmodels": ("csmodels", "jobs_csmodels"),
    "seminr": ("seminr", "jobs_seminr"),
    "seminrExtras": ("seminrExtras", "jobs_seminr"),
    "omnisem": ("omnisem", "jobs_omnisem"),
    "openpls": ("openpls", "jobs_openpls"),
    "pandas": ("pandas", "jobs_pandas"),
    "numpy": ("numpy", "jobs_pandas"),
    "semopy": ("semopy", "jobs_semopy"),
    "statsmodels": ("statsmodels", "jobs_statsmodels"),
}

#: How many times faster than the fastest peer the further analyses have to be.
GOAL = 20.0

#: Programs whose numbers for these models are known to differ, and why; their times stand all the same.
WRONG = {
    "omnisem": "omnisem applies weights found on standardised items to the raw answers, by factor weighting: "
    "Image -> Expectations .50239 instead of .50494. Its public bootstrap ends in an import error after all "
    "the work, so the function it calls is timed.",
    "semopy": "semopy's search stops early; its log-likelihood is the discrepancy, so that AIC and BIC have "
    "the wrong sign, and its GFI is NFI.",
}


@dataclass(frozen=True)
class Side:
    """What one program is asked to do.

    Attributes
    ----------
    program : str
    job : str
        A function of its file, called with the answers and `amount`.
    amount : int
        Resamples, permutations, repetitions or starts.
    runs : int
        Runs after the first; with 1 the first counts, after a warm-up with a few of the amount.
    long : bool
        Left out by ``--quick``.
    """

    program: str
    job: str
    amount: int
    runs: int = 1
    long: bool = False

    def make(self, data: str, amount: int | None = None) -> Job:
        """The job, ready to be timed."""
        module = import_module(f"benchmarks.{PROGRAMS[self.program][1]}")
        made: Job = getattr(module, self.job)(DATA[data](), self.amount if amount is None else amount)
        return made


@dataclass(frozen=True)
class Line:
    """One job on one set of answers, by csmodels and by those peers that can do it.

    A peer that is asked for less than csmodels is extrapolated in proportion, and marked. Goals: `times`
    faster than the fastest peer, and limits of our own `seconds` and `megabytes`; 0 is no goal.
    """

    title: str
    data: str
    ours: Side
    peers: tuple[Side, ...] = ()
    remark: str = ""
    times: float = 0.0
    seconds: float = 0.0
    megabytes: float = 0.0


def _ours(job: str, amount: int, runs: int = 5) -> Side:
    return Side("csmodels", job, amount, runs)


LINES: tuple[Line, ...] = (
    Line(
        "one fit",
        "mobi",
        _ours("fit", 0, 30),
        (Side("seminr", "fit", 0, 20), Side("omnisem", "fit", 0, 10)),
        "csmodels reads and checks the answers and makes its tables; seminr and omnisem return matrices.",
    ),
    Line(
        "500 resamples",
        "mobi",
        _ours("fit", 500, 20),
        (Side("seminr", "fit", 500, 2), Side("omnisem", "fit", 500, 2)),
        "every resample of seminr also has HTMT and total effects, of omnisem HTMT and fit; of csmodels R2, "
        "the index and reliability.",
    ),
    Line(
        "5,000 resamples",
        "mobi",
        _ours("fit", 5000, 10),
        (Side("seminr", "fit", 5000, long=True), Side("omnisem", "fit", 5000, long=True)),
        "as above.",
    ),
    Line(
        "5,000 resamples, BCa",
        "mobi",
        _ours("bca", 5000),
        (Side("omnisem", "bca", 5000, long=True),),
        "csmodels: every figure, with the jackknife; omnisem: paths alone, percentiles elsewhere.",
    ),
    Line(
        "1,000 resamples, studentised",
        "mobi",
        _ours("studentized", 1000, 2),
        remark="no peer; every resample is resampled 50 times.",
    ),
    Line(
        "measurement with HTMT, 5,000 resamples",
        "mobi",
        _ours("measurement", 5000),
        (Side("seminr", "fit", 5000, long=True), Side("omnisem", "fit", 5000, long=True)),
        "csmodels: fit, then reliability, loadings, cross-loadings, Fornell-Larcker, HTMT, HTMT2, VIF, f2, "
        "each with its interval; seminr and omnisem: the bootstrap with HTMT; what "
        "seminr adds without intervals (reliability, VIF, f2: a tenth of a second) is not counted.",
        times=GOAL,
    ),
    Line(
        "the same and fit with critical values",
        "mobi",
        _ours("measurement_and_fit", 5000, 3),
        (Side("omnisem", "fit", 5000, long=True),),
        "csmodels refits 5,000 resamples of transformed answers for each of two models (SRMR, d_ULS, d_G); "
        "omnisem evaluates one model in ordinary resamples, which are no draws under the hypothesis.",
        times=GOAL,
    ),
    Line(
        "all that assess() displays, 5,000 resamples",
        "mobi",
        _ours("all_of_assess", 5000, 2),
        remark="no peer; besides the above KMO, omega, parallel analysis, common-method checks and verdicts, "
        "with intervals, as text.",
    ),
    Line(
        "MICOM and permutation MGA, 1,000",
        "mobi, two groups",
        _ours("invariance_and_groups", 1000),
        (
            Side("omnisem", "invariance_and_groups", 1000),
            Side("openpls", "invariance_and_groups", 10, long=True),
        ),
        "two groups (108 and 142); csmodels and openpls draw permutations for each of the two, omnisem once "
        "for both; csmodels also tests the distance between whole models.",
        times=GOAL,
    ),
    Line(
        "PLSpredict, 10 folds x 10",
        "mobi",
        _ours("predict", 10, 10),
        (
            Side("seminr", "predict", 10, 2),
            Side("omnisem", "predict", 10, long=True),
            Side("openpls", "predict", 1, long=True),
        ),
        "csmodels also has CVPAT; seminr is called ten times and its ten results are not averaged; omnisem's "
        "ten repetitions have the same folds.",
        times=GOAL,
    ),
    Line(
        "FIMIX, 2 segments, 10 starts",
        "mobi",
        _ours("segments", 10, 10),
        (
            Side("seminrExtras", "segments", 10, 5),
            Side("omnisem", "segments", 10),
            Side("openpls", "segments", 10, 2),
        ),
        "csmodels, seminrExtras and openpls: EM on the scores of one fit, included; omnisem estimates "
        "weights again in each step and segment. csmodels adds errors of the paths of each segment.",
        times=GOAL,
    ),
    Line(
        "two-stage interaction, 1,000 resamples",
        "mobi",
        _ours("interaction", 1000),
        (Side("seminr", "interaction", 1000, long=True),),
        "Image x Value on Satisfaction, both stages again in every resample; omnisem's bootstrap of it ends "
        "in an IndexError.",
        times=GOAL,
    ),
    Line(
        "EM for 5 % missing answers, 1,000 resamples",
        "mobi, 5 % gone",
        _ours("missing", 1000, 2),
        remark="no peer; EM again in every resample.",
    ),
    Line(
        "response surface, 5,000 resamples",
        "simulated ratings, 1,000",
        _ours("surface", 5000, 5),
        (Side("statsmodels", "surface", 1000),),
        "quadratic surface, a1 to a5, axes, stationary point, each with limits; statsmodels: a loop.",
        times=50.0,
    ),
    Line(
        "ML, one fit with all statistics",
        "simulated, 1,000",
        _ours("scoring", 0, 20),
        (Side("semopy", "fit", 0, 10), Side("seminr", "likelihood", 0, 5)),
        "the full model as covariance model, by csmodels' own search: parameters, standardised ones and R2, "
        "each with errors, measures of fit; seminr: scores besides, but no errors of standardised ones.",
        seconds=0.03,
    ),
    Line(
        "ML, one fit with all statistics, robust",
        "simulated, 1,000",
        _ours("robust_likelihood", 0, 20),
        (Side("seminr", "likelihood", 0, 5),),
        "as above, with the sandwich and scaled measures.",
    ),
    Line(
        "ML, one fit that begins at semopy's",
        "simulated, 1,000",
        _ours("likelihood", 0, 20),
        (Side("semopy", "fit", 0, 10),),
        "the default of csmodels: semopy's estimate to the last digit, and the line above.",
    ),
    Line(
        "ML, 500 resamples",
        "simulated, 1,000",
        _ours("scoring", 500, 3),
        (Side("semopy", "resamples", 100, long=True),),
        "csmodels: limits of every figure above from resamples; semopy: estimates alone, in a loop. No other "
        "Python program resamples this model with right numbers.",
        times=GOAL,
        seconds=0.5,
    ),
    Line(
        "one fit",
        "100,000 rows",
        _ours("fit", 0),
        (Side("seminr", "fit", 0, 3), Side("omnisem", "fit", 0, 2)),
    ),
    Line(
        "1,000 resamples",
        "100,000 rows",
        _ours("fit", 1000, 2),
        (Side("seminr", "fit", 10, long=True), Side("omnisem", "fit", 10, long=True)),
    ),
    Line(
        "1,000 resamples of random groups of rows",
        "1,000,000 rows",
        _ours("groups_of_rows", 1000, 3),
        (Side("seminr", "fit", 2, long=True), Side("omnisem", "fit", 2, long=True)),
        "peers draw rows; csmodels draws groups of rows, and says so.",
        times=GOAL,
        seconds=5.0,
        megabytes=1500.0,
    ),
    Line(
        "linearised errors",
        "1,000,000 rows",
        _ours("linearized", 0, 3),
        remark="no peer; standard errors of every figure without a resample.",
    ),
    Line(
        "Kano, categories and counts",
        "30 pairs, million",
        _ours("kano_counts", 30, 5),
        (Side("pandas", "kano_counts", 3, 2), Side("numpy", "numpy_counts", 30, 3)),
        "from 60 columns of one byte to the table of counts; no other program does this and what follows: "
        "pandas and numpy are loops of our own, as one writes them.",
        seconds=1.0,
        megabytes=400.0,
    ),
    Line(
        "Kano, all tables, linearised errors",
        "30 pairs, million",
        _ours("kano_linearized", 30, 3),
        remark="no peer; every rule, test and coefficient with its error, without a resample.",
        megabytes=400.0,
    ),
    Line(
        "Kano, 2,000 resamples",
        "30 pairs, 1,000",
        _ours("kano_resamples", 2000, 10),
        (Side("pandas", "kano_fit", 200, long=True), Side("numpy", "numpy_fit", 2000, 3)),
        "respondents are drawn whole, with all their pairs; csmodels draws, counts and says how often each "
        "category leads, the others also read the answers and give limits of better and worse.",
        seconds=0.1,
    ),
    Line(
        "Kano, all tables, 1,000 resamples",
        "hotel Kano, 600",
        _ours("kano_fit", 1000, 10),
        (Side("pandas", "kano_fit", 1000, long=True), Side("numpy", "numpy_fit", 1000, 3)),
        "csmodels: every rule, coefficients with limits and joint ones, shares, scores, tests, importance, "
        "reverse attributes re-read, other evaluation tables; the others: counts, how often each category "
        "leads, limits of better and worse.",
        seconds=0.5,
    ),
    Line(
        "Kano, 3 latent segments, 20 starts",
        "hotel Kano, 600",
        _ours("kano_segments", 20, 5),
        remark="no peer; EM from 20 starts, shares, labels and coefficients of each segment with errors.",
        seconds=0.5,
    ),
    Line(
        "Kano, two groups compared, 9,999 tables",
        "hotel Kano, 600",
        _ours("kano_groups", 9999, 5),
        remark="no peer; chi-square with simulated p, Cramer's V with limits, differences, opposing labels; "
        "1,000 resamples.",
    ),
    Line(
        "Kano, careless respondents, 1,000 resamples",
        "hotel Kano, 600",
        _ours("kano_quality", 1000, 5),
        remark="no peer; every screen, and what leaving those flagged out does to each label, with limits.",
    ),
    Line(
        "Penalty and reward, 2,000 resamples",
        "12 attributes, 1,600",
        _ours("penalties", 2000, 5),
        (Side("statsmodels", "penalties", 1000),),
        "csmodels: limits, every rule with its share of resamples, asymmetry held against a linear world by "
        "1,999 draws; statsmodels in a loop: coefficients and asymmetries with limits.",
        seconds=1.0,
    ),
    Line(
        "LMG of 15 drivers, all subsets",
        "25 drivers, 1,500",
        _ours("importance", 15, 10),
        remark="no peer; R2 of all 32,768 models by sweeping correlations; the answers are read and checked.",
        seconds=0.05,
        megabytes=50.0,
    ),
    Line(
        "LMG of 20 drivers, all subsets",
        "25 drivers, 1,500",
        _ours("importance", 20, 3),
        remark="no peer; 1,048,576 models, made in pieces: memory does not grow with them.",
        seconds=1.0,
        megabytes=50.0,
    ),
    Line(
        "LMG of 25 drivers, all subsets",
        "25 drivers, 1,500",
        _ours("importance", 25, 1),
        remark="no peer; 33,554,432 models.",
        seconds=20.0,
        megabytes=50.0,
    ),
    Line(
        "LMG of 12 drivers, 1,000 resamples",
        "25 drivers, 1,500",
        _ours("importance_resamples", 1000, 5),
        remark="no peer; all subsets of every resample, with limits, ranks and comparisons of all pairs.",
        seconds=1.0,
    ),
    Line(
        "LMG of 25 drivers, random orders, 1,000 resamples",
        "25 drivers, 1,500",
        _ours("importance_orders", 1000, 2),
        remark="no peer; 4,000 orders of entry with the error that they leave.",
        seconds=5.0,
    ),
    Line(
        "Net promoter score of 40 stores, 1,000,000 respondents",
        "customers, million",
        _ours("nps_of_stores", 1, 3),
        (Side("pandas", "nps_of_stores", 1, 3),),
        "csmodels: shares and score with adjusted Wald limits, small stores shrunk, answers checked; pandas: "
        "score with Wald limits.",
        seconds=1.0,
    ),
    Line(
        "Net promoter score, 5,000 resamples",
        "customers, 2,000",
        _ours("nps_resamples", 5000, 5),
        (Side("numpy", "nps_resamples", 5000, 3),),
        "numpy in a loop: the score alone; csmodels: shares of promoters, passives and detractors, too.",
        seconds=0.1,
    ),
    Line(
        "Retention by satisfaction and its value, 2,000 resamples",
        "customers, 2,000",
        _ours("retention", 2000, 5),
        (Side("statsmodels", "retention", 500),),
        "a logit in every resample, retention, lifetime value and what one point more is worth, with limits.",
        times=20.0,
        seconds=1.0,
    ),
    Line(
        "Retention by satisfaction and its value, 1,000,000 customers",
        "customers, million",
        _ours("retention_linearized", 1, 2),
        remark="no peer; linearised errors.",
        seconds=5.0,
    ),
)
