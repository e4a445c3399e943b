"""What whoever runs Prometheus and Grafana takes from here: rules, and a dashboard."""

import json
import re
from importlib.resources import files

from agent.model.links import Links
from agent.prometheus.dashboard import document

_ALERT = re.compile(r"^ +- alert: (\w+)$", re.MULTILINE)
_RUNBOOK = re.compile(r"^( +)runbook: enrollwatch runbook (\S+)\n", re.MULTILINE)


def rules(links: Links) -> str:
    """The rules file. Where runbooks have an address each alert links its own as `runbook_url`, beside the
    command that shows the page of this program."""
    text = files(__name__).joinpath("rules.yml").read_text(encoding="utf-8")
    if not links.runbooks:
        return text
    return _RUNBOOK.sub(lambda found: f"{found[0]}{found[1]}{_url(links, found[2])}\n", text)


def _url(links: Links, page: str) -> str:
    """JSON's quotes are YAML's: nothing in an address ends the line, or begins a template."""
    return f"runbook_url: {json.dumps(links.runbook_of(page).replace('{{', '%7B%7B'))}"


def dashboard() -> str:
    """The dashboard as Grafana imports it, in JSON."""
    return json.dumps(document(), indent=2) + "\n"


def alerts() -> tuple[str, ...]:
    """The names of the alerts, in the order of the rules, each once."""
    return tuple(dict.fromkeys(_ALERT.findall(rules(Links()))))


def runbook_of(alert: str) -> str:
    """The page of an alert: EnrollwatchPortalBurn has prometheus-portal-burn."""
    words = re.findall(r"[A-Z][a-z]+", alert.removeprefix("Enrollwatch"))
    return "-".join(("prometheus", *map(str.lower, words)))
