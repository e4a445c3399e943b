"""The panels of the Grafana dashboard: title, what it means, unit, queries."""

from dataclasses import dataclass, field

AGENT = 'job=~"$job", instance=~"$instance"'
"""What each query selects by: the variables at the top of the dashboard."""

PROBES = f'{AGENT}, kind="probe"'
_RANGE = "$__rate_interval"


@dataclass(frozen=True)
class Query:
    """`expr` in PromQL; `legend` names labels as `{{page}}`."""

    expr: str
    legend: str = ""


@dataclass(frozen=True)
class Panel:
    """`unit` is Grafana's name of it. `kind` is stat (now), timeseries (over time) or table (now, in rows).

    `steps` are colours by value, the first from the lowest on. `width` is in twenty-fourths.
    """

    title: str
    description: str
    unit: str
    queries: tuple[Query, ...]
    kind: str = "timeseries"
    width: int = 12
    steps: tuple[tuple[str, float], ...] = ()
    decimals: int | None = None
    most: float | None = None
    names: tuple[tuple[str, str], ...] = field(default=())  # of values: what is shown in the place of which


@dataclass(frozen=True)
class Row:
    title: str
    panels: tuple[Panel, ...]


def _burn(window: str) -> Query:
    return Query(f"kind:enrollwatch_burn_rate:ratio{window}{{{PROBES}}}", f"{{{{instance}}}} {window}")


def _quantile(quantile: float, metric: str, by: str) -> str:
    rate = f"rate(enrollwatch_{metric}_bucket{{{AGENT}}}[{_RANGE}])"
    return f"histogram_quantile({quantile}, sum by (le, {by}) ({rate}))"


def _grown(metric: str, by: str) -> str:
    return f"sum by ({by}) (increase(enrollwatch_{metric}{{{AGENT}}}[{_RANGE}]))"


NOW = Row(
    "Now",
    (
        Panel(
            "Portal",
            "Whether the newest probe reached the portal. A probe that failed on our side changes nothing.",
            "none",
            (Query(f"enrollwatch_portal_up{{{AGENT}}}", "{{instance}}"),),
            kind="stat",
            width=4,
            steps=(("red", 0), ("green", 1)),
            names=(("0", "DOWN"), ("1", "UP")),
        ),
        Panel(
            "Availability, 30 days",
            "Probes that found the portal up or slow, over all that tell of it. Windows and our own faults "
            "are left out.",
            "percentunit",
            (Query(f"kind:enrollwatch_availability:ratio30d{{{PROBES}}}", "{{instance}}"),),
            kind="stat",
            width=4,
            decimals=3,
        ),
        Panel(
            "Error budget left, 30 days",
            "What is left of the time that the portal may be down; below 0 the objective is missed.",
            "percentunit",
            (Query(f"kind:enrollwatch_error_budget_left:ratio30d{{{PROBES}}}", "{{instance}}"),),
            kind="stat",
            width=4,
            steps=(("red", 0), ("orange", 0.0001), ("green", 0.25)),
            decimals=1,
        ),
        Panel(
            "Open incidents",
            "Unresolved incidents by severity, as `enrollwatch incidents list` has them.",
            "none",
            (Query(f"sum by (severity) (enrollwatch_incidents_open{{{AGENT}}})", "{{severity}}"),),
            kind="stat",
            width=8,
        ),
        Panel(
            "Agent",
            "Whether Prometheus reads the metrics of the agent.",
            "none",
            (
                Query(
                    f"up{{{AGENT}}} and on (job, instance) "
                    "last_over_time(enrollwatch_visit_interval_seconds[7d])",
                    "{{instance}}",
                ),
            ),
            kind="stat",
            width=4,
            steps=(("red", 0), ("green", 1)),
            names=(("0", "AWAY"), ("1", "RUNS")),
        ),
    ),
)

AVAILABILITY = Row(
    "Availability",
    (
        Panel(
            "Availability of the last hour and six hours",
            "Gaps are times of which no look tells: windows, own faults, no agent.",
            "percentunit",
            tuple(
                Query(f"kind:enrollwatch_availability:ratio{w}{{{AGENT}}}", f"{{{{kind}}}}s, {w}")
                for w in ("1h", "6h")
            ),
            most=1,
        ),
        Panel(
            "Burn rate",
            "At 1 the error budget lasts its 30 days. EnrollwatchPortalBurn pages at 14.4 (1h and 5m) and 6 "
            "(6h and 30m), and is a ticket at 3 (1d and 2h) and 1 (3d and 6h).",
            "none",
            tuple(map(_burn, ("5m", "30m", "1h", "2h", "6h", "1d", "3d"))),
        ),
        Panel(
            "Looks, by what they count as",
            "Ended probes and visits. own_fault and in_window say nothing of the portal.",
            "short",
            (Query(_grown("looks_total", "kind, counted"), "{{kind}} {{counted}}"),),
        ),
        Panel(
            "Probed pages, by verdict",
            "What each fetch of a public page ended in.",
            "short",
            (Query(_grown("probes_total", "page, verdict"), "{{page}} {{verdict}}"),),
        ),
    ),
)

SPEED = Row(
    "Speed",
    (
        Panel(
            "Pages, 95th percentile of an hour",
            "One load in twenty is slower. Over the budget of the settings the page is told as slow.",
            "s",
            (
                Query(f"page:enrollwatch_page_seconds:p95_1h{{{AGENT}}}", "{{page}}"),
                Query(f"max(enrollwatch_page_budget_seconds{{{AGENT}}})", "budget"),
            ),
        ),
        Panel(
            "Pages, median",
            "Half of the loads are slower.",
            "s",
            (Query(_quantile(0.5, "page_seconds", "page"), "{{page}}"),),
        ),
        Panel(
            "Portal's database, 95th percentile",
            "The database's part of a page, as the portal states it in Server-Timing. A slow page with a "
            "fast database is slow elsewhere.",
            "s",
            (Query(_quantile(0.95, "portal_db_seconds", "page"), "{{page}}"),),
        ),
        Panel(
            "Steps of a visit, 95th percentile",
            "Sign-in, and each part of the reading that follows.",
            "s",
            (Query(_quantile(0.95, "step_seconds", "step"), "{{step}}"),),
        ),
    ),
)

ACCOUNTS = Row(
    "Accounts",
    (
        Panel(
            "Since the last good look",
            "Time since an account was last looked at successfully. Alerted over two visit intervals and ten "
            "minutes.",
            "s",
            (
                Query(
                    f"time() - max by (account) (enrollwatch_last_success_timestamp_seconds{{{AGENT}}})",
                    "{{account}}",
                ),
            ),
        ),
        Panel(
            "Password days left",
            "Until the portal refuses the password. A warning at 7, critical at 1.",
            "d",
            (Query(f"min by (account) (enrollwatch_password_days_left{{{AGENT}}})", "{{account}}"),),
            steps=(("red", 0), ("orange", 2), ("green", 8)),
        ),
        Panel(
            "Enrollments by status",
            "As the portal listed them at the newest visit of each account.",
            "short",
            (
                Query(
                    f"sum by (account, status) (enrollwatch_enrollments{{{AGENT}}}) > 0",
                    "{{account}} {{status}}",
                ),
            ),
            kind="table",
        ),
        Panel(
            "Visits, by verdict",
            "Ended visits. account_problem is the account's owner's, own_fault is operations'.",
            "short",
            (Query(_grown("visits_total", "account, verdict"), "{{account}} {{verdict}}"),),
        ),
    ),
)

AGENT_ITSELF = Row(
    "The agent itself",
    (
        Panel(
            "Due times, by outcome",
            "missed: the one before was still running. lost: the agent was not alive. skipped: a maintenance "
            "window.",
            "short",
            (Query(_grown("slots_total", "kind, outcome"), "{{kind}} {{outcome}}"),),
        ),
        Panel(
            "Lateness of due times, 95th percentile",
            "How long after its due time a look started.",
            "s",
            (Query(_quantile(0.95, "slot_lateness_seconds", "instance"), "{{instance}}"),),
        ),
        Panel(
            "Alerts, by result of each try",
            "pending: put off, and tried again. failed: refused for good.",
            "short",
            (Query(_grown("alerts_total", "channel, state"), "{{channel}} {{state}}"),),
        ),
        Panel(
            "Visits, 95th percentile of their length",
            "By browser, from sign-in to sign-out.",
            "s",
            (Query(_quantile(0.95, "visit_seconds", "browser"), "{{browser}}"),),
        ),
        Panel(
            "Store, 95th percentile",
            "How long the store takes to record a look with all that follows from it.",
            "s",
            (Query(_quantile(0.95, "store_seconds", "operation"), "{{operation}}"),),
        ),
        Panel(
            "Looks that failed on our side, half an hour",
            "Own faults over all looks outside of windows. Alerted over a half.",
            "percentunit",
            (Query(f"instance:enrollwatch_own_fault:ratio30m{{{AGENT}}}", "{{instance}}"),),
            most=1,
        ),
    ),
)

ROWS = (NOW, AVAILABILITY, SPEED, ACCOUNTS, AGENT_ITSELF)
