"""Who passes where is judged: findings and the frameworks they are tested by."""

from __future__ import annotations

from tests.support.expected import ALL_WHO_SEE_IT, WORKERS, Passing, only

AUTHORS = only(ijenv_finding="anna", igj_finding="bram", nvwa_finding="dirk")
MAKERS = only(
    ijenv_framework="anna",
    igj_framework="bram",
    nvwa_framework="dirk",
    ijenv_norm="anna",
    igj_norm="bram",
    nvwa_norm="dirk",
)

OBSERVERS = only(igj_own_observation="bram", igj_observation="bram", nvwa_observation="dirk")

JUDGING: dict[str, Passing] = {
    # A finding.
    "findings.list": ALL_WHO_SEE_IT,
    "findings.export_findings": ALL_WHO_SEE_IT,
    "findings.new": WORKERS,
    "findings.detail": ALL_WHO_SEE_IT,
    "findings.history": ALL_WHO_SEE_IT,
    "findings.compare": ALL_WHO_SEE_IT,
    "findings.decline": AUTHORS,
    "findings.edit": AUTHORS,
    "findings.put_forward": AUTHORS,
    "findings.take": AUTHORS,
    "findings_api.hold": ALL_WHO_SEE_IT,
    "findings_api.take": AUTHORS,
    "findings_api.give_back": AUTHORS,
    "findings_api.list": ALL_WHO_SEE_IT,
    "findings_api.add": WORKERS,
    "findings_api.detail": ALL_WHO_SEE_IT,
    "findings_api.change": AUTHORS,
    "findings_api.history": ALL_WHO_SEE_IT,
    "findings_api.decline": AUTHORS,
    # What is said of a finding, by whoever reads it.
    "comments.finding_page": ALL_WHO_SEE_IT,
    "comments.finding_write": ALL_WHO_SEE_IT,
    "comments.finding_change": ALL_WHO_SEE_IT,  # without a comment: back to the page
    "comments.finding_withdraw": ALL_WHO_SEE_IT,
    "comments.finding_settle": ALL_WHO_SEE_IT,
    "comments_api.list_on_finding": ALL_WHO_SEE_IT,
    "comments_api.add_to_finding": ALL_WHO_SEE_IT,
    # A framework.
    "frameworks.list": ALL_WHO_SEE_IT,
    "frameworks.export_list": ALL_WHO_SEE_IT,
    "frameworks.detail": ALL_WHO_SEE_IT,
    "frameworks.export": ALL_WHO_SEE_IT,
    "frameworks.new": WORKERS,
    "frameworks.edit": MAKERS,
    "frameworks.retire": MAKERS,
    "frameworks.new_line": MAKERS,
    "frameworks.edit_line": MAKERS,
    "frameworks.retire_line": MAKERS,
    "frameworks.import_file": MAKERS,
    "frameworks.confirm_import": MAKERS,
    # An observation.
    "observations.list": ALL_WHO_SEE_IT,
    "observations.export": ALL_WHO_SEE_IT,
    "observations.new": WORKERS,
    "observations.detail": ALL_WHO_SEE_IT,
    "observations.edit": OBSERVERS,
    "observations.withdraw": OBSERVERS,
    "observations.release": only(igj_own_observation="bram", nvwa_observation="dirk"),
    "findings_api.observations": ALL_WHO_SEE_IT,
    "findings_api.add_observation": WORKERS,
    "findings_api.observation": ALL_WHO_SEE_IT,
    "findings_api.correct_observation": OBSERVERS,
    "findings_api.withdraw_observation": OBSERVERS,
    "findings_api.release_observation": only(igj_own_observation="bram", nvwa_observation="dirk"),
    "comments.observation_page": ALL_WHO_SEE_IT,
    "comments.observation_write": ALL_WHO_SEE_IT,
    "comments.observation_change": ALL_WHO_SEE_IT,
    "comments.observation_withdraw": ALL_WHO_SEE_IT,
    "comments.observation_settle": ALL_WHO_SEE_IT,
    "comments_api.list_on_observation": ALL_WHO_SEE_IT,
    "comments_api.add_to_observation": ALL_WHO_SEE_IT,
    # A scoring.
    "scorings.list": ALL_WHO_SEE_IT,
    "scorings.export_scorings": ALL_WHO_SEE_IT,
    "scorings.new": WORKERS,
    "scorings.detail": ALL_WHO_SEE_IT,
    "scorings.score": only(shut_scoring="anna bram"),
    "scorings.close": only(shut_scoring="bram"),
    "scorings.conclude": only(open_scoring="bram"),
    "scorings.dissent": only(open_scoring="anna bram"),
    "findings_api.scorings": ALL_WHO_SEE_IT,
    "findings_api.scoring": ALL_WHO_SEE_IT,
    "findings_api.give_score": only(shut_scoring="anna bram"),
    "findings_api.frameworks": ALL_WHO_SEE_IT,
    "findings_api.framework": ALL_WHO_SEE_IT,
}
