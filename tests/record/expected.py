"""What each format's export holds, as the catalogue's section 11 and the sources have it: names and headings."""

#: aiwg: file under `.aiwg/incidents/INC-101/` and the headings that A writes into it.
AIWG: dict[str, list[str]] = {
    "incident-record.md": ["## Initial Description", "## Initial Classification", "## Assigned Team"],
    "timeline.md": [],
    "triage-assessment.md": ["## Impact", "## Urgency"],
    "regression-analysis.md": [
        "## Step 1: Identify Recent Deployments", "## Step 2: Symptom Correlation", "## Step 3: Regression Verdict",
        "## Step 4: Bisect to Find Introducing Commit", "## Step 5: Rollback Feasibility",
        "### Option A: Full Rollback to Previous Version", "### Option B: Revert Specific Commit(s)",
        "### Option C: Feature Flag Disable", "### Option D: Hotfix Forward", "## Step 6: Blast Radius Calculation",
        "## Step 7: Immediate Action Decision Matrix", "## Regression Register Entry",
    ],
    "root-cause-analysis.md": [
        "## 5 Whys Analysis", "## Contributing Factors", "### People", "### Process", "### Technology",
        "### Environment",
    ],
    "mitigation-report.md": [
        "## Strategy", "## Execution", "## Validation", "### Validation Tests", "### Metrics Validation",
    ],
    "post-incident-review.md": [
        "# Post-Incident Review: INC-101", "## Executive Summary", "## Timeline",
        "## Regression Analysis (if applicable)", "## Root Cause", "## Impact Assessment", "### User Impact",
        "### Business Impact", "### SLO Impact", "## Response Effectiveness", "### What Went Well",
        "### What Could Improve", "## Preventive Actions", "## Lessons Learned", "### Technical Lessons",
        "### Process Lessons", "### Communication Lessons",
    ],
    "preventive-actions.md": [
        "## Immediate Actions (Complete within 1 week)", "## Short-Term Actions (Complete within 1 month)",
        "## Long-Term Actions (Complete within 3 months)",
    ],
    "pir-meeting-invite.md": [],
    "runbook-update-recommendation.md": [],
    "knowledge-base-article.md": ["## Knowledge Base Article: INC-101"],
    "communications/initial-alert.md": ["## Incident Alert: INC-101"],
    "communications/management-notification.md": [],
    "communications/executive-notification.md": [],
    "communications/status-page-update.md": [],
    "communications/resolution-notification.md": ["## Status Page Update", "## Internal Notification"],
    "diagnostics/tier1-data.md": [
        "## Initial Actions (First 5 minutes)", "## Data Gathering", "## Escalation Decision (Tier 1 → Tier 2)",
    ],
    "diagnostics/tier2-analysis.md": [
        "## Handoff from Tier 1", "## Advanced Troubleshooting", "## Root Cause Hypothesis",
        "## Escalation Decision (Tier 2 → Tier 3)",
    ],
    "diagnostics/tier3-architecture-assessment.md": ["## Architectural Analysis", "## Emergency Decision Authority"],
}  # fmt: skip

#: What A writes of a regression in its analysis and in the review (P7).
DEEP_DIVE = [
    "## Regression Deep Dive", "### Test Gap Analysis", "### PR Review Analysis", "### Deployment Process Analysis",
    "### Pattern Analysis",
]  # fmt: skip

#: What stands in bold before a colon, in A's and I's documents.
KEYS: dict[str, list[str]] = {
    "incident-record.md": [
        "Incident ID", "Detection Time", "Reporter", "Detection Method", "User Impact", "Affected Systems",
        "Affected User Count", "Severity", "Impact", "Urgency", "Category", "Incident Commander", "On-Call Engineer",
        "Status",
    ],
    "communications/initial-alert.md": [
        "Status", "Severity", "Time", "Issue", "User Impact", "Assigned", "Next Update", "Incident Channel",
        "Incident Dashboard",
    ],
    "communications/management-notification.md": [
        "Incident ID", "Severity", "Start Time", "Duration", "User Impact", "Affected Users", "Business Impact",
        "Current Status", "Root Cause", "ETA to Resolution", "Incident Commander", "Next Update",
    ],
    "communications/executive-notification.md": [
        "Business Impact Summary", "Incident Summary", "Current Status", "ETA to Resolution", "Incident Commander",
        "Executive Action Needed", "Next Update",
    ],
    "communications/resolution-notification.md": [
        "Status", "Resolution Time", "Total Duration", "Resolution Summary", "User Impact", "Next Steps",
    ],
    "triage-assessment.md": [
        "User Impact Assessment", "Business Impact", "Affected Systems", "Urgency Assessment", "SLA Breach Risk",
        "Priority", "Response SLA", "Escalation Path", "Incident Commander Assignment",
    ],
    "root-cause-analysis.md": [
        "Problem Statement", "Root Cause", "Validation", "Problem", "Primary Root Cause", "Contributing Factors",
    ],
    "mitigation-report.md": [
        "Selected Strategy", "Rationale", "Implementation Plan", "Rollback Plan", "Resolution Status",
    ],
    "runbook-update-recommendation.md": [
        "Scenario", "Symptoms", "Diagnosis", "Mitigation", "Escalation", "Prevention",
    ],
    "knowledge-base-article.md": [
        "Title", "Keywords", "Problem", "Root Cause", "Resolution Steps", "Prevention", "Related Incidents",
    ],
}  # fmt: skip

#: itil: I's documents by their headings, and the attachments.
ITIL: dict[str, list[str]] = {
    "incident-record.md": [
        "# Incident Record: INC-101", "## Initial Description", "## Classification", "## Assigned Team",
    ],
    "incident-alert.md": ["## Incident Alert: INC-101"],
    "impact-assessment.md": ["## Impact Assessment"],
    "urgency-assessment.md": ["## Urgency Assessment"],
    "incident-priority-classification.md": ["## Incident Priority Classification"],
    "incident-command-structure.md": ["## Incident Command Structure (P0/P1 Only)"],
    "tier-1-response.md": [
        "## Tier 1 Response (On-Call Engineer)", "### Initial Actions (First 5 minutes)", "### Runbook Execution",
        "### Data Gathering", "### Escalation Decision (Tier 1 → Tier 2)",
    ],
    "tier-2-response.md": [
        "## Tier 2 Response (Component Owner / Specialist)", "### Handoff from Tier 1",
        "### Advanced Troubleshooting", "### Root Cause Hypothesis", "### Escalation Decision (Tier 2 → Tier 3)",
    ],
    "tier-3-response.md": [
        "## Tier 3 Response (Software Architect / Vendor)", "### Handoff from Tier 2", "### Architectural Analysis",
        "### Emergency Decision Authority", "### Vendor Escalation (if applicable)",
    ],
    "escalation-timers.md": ["## Escalation Timers"],
    "management-notification.md": ["## Management Notification (P0/P1)"],
    "executive-notification.md": ["## Executive Notification (P0 Only)"],
    "public-status-page-update.md": ["## Public Status Page Update (P0/P1)"],
    "5-whys-analysis.md": ["## 5 Whys Analysis"],
    "contributing-factors-analysis.md": [
        "## Contributing Factors Analysis", "### People", "### Process", "### Technology", "### Environment",
    ],
    "root-cause-hypothesis-testing.md": ["## Root Cause Hypothesis Testing"],
    "mitigation-strategy-decision.md": ["## Mitigation Strategy Decision"],
    "emergency-hotfix-process.md": [
        "## Emergency Hotfix Process (P0/P1)", "### Prerequisites", "### Hotfix Workflow",
    ],
    "resolution-communication.md": ["## Resolution Communication"],
    "post-incident-review-meeting.md": ["## Post-Incident Review Meeting"],
    "post-incident-review.md": [
        "# Post-Incident Review: INC-101", "## Executive Summary", "## Timeline", "## Root Cause",
        "## Contributing Factors", "## Impact Assessment", "### User Impact", "### Business Impact", "### SLO Impact",
        "## Response Effectiveness", "### What Went Well", "### What Could Improve", "## Preventive Actions",
        "## Lessons Learned", "### Technical Lessons", "### Process Lessons", "### Communication Lessons",
        "## Appendix", "### Relevant Links", "### Metrics and Logs",
    ],
    "runbook-update.md": [],
    "knowledge-base-article.md": ["## Knowledge Base Article: INC-101"],
    "incident-101-logs.txt": [],
    "incident-101-metrics.csv": [],
}  # fmt: skip

#: inc: T's artifacts.
INC: dict[str, list[str]] = {
    "[INC-1] Triage Assessment.md": [
        "## Severity", "## Impact", "## Status", "## Timeline", "## Initial Hypothesis",
        "## Immediate Actions Needed",
    ],
    "[INC-2] Mitigation Report.md": [
        "## Mitigation Strategy", "## Steps Taken", "## Current Status", "## Metrics", "## Residual Risk",
    ],
    "[INC-3] Stakeholder Communication.md": [
        "## Audience", "## Message", "### What Happened", "### Current Status", "### What We're Doing",
        "### Next Update",
    ],
    "[INC-4] Root Cause Analysis.md": [
        "## Detailed Timeline", "## Triggering Event", "## Causal Chain", "## Root Cause", "## Contributing Factors",
        "## Systemic Factors",
    ],
    "[INC-5] Post-Mortem Report.md": [
        "## Incident Summary", "## What Went Well", "## What Went Poorly", "## Lessons Learned",
        "## Recommended Action Items",
    ],
    "[INC-6] Action Item Tracker.md": [
        "## Quick Wins (do this week)", "## Short-Term (do this sprint/cycle)",
        "## Long-Term (schedule for planning)", "## Post-Mortem Document",
    ],
}  # fmt: skip

#: sre: O's twelve files with the output keys of its steps.
SRE: dict[str, list[str]] = {
    name: keys.split() for name, keys in {
        "01-classification.md": "SEVERITY AFFECTED_SERVICES USER_IMPACT BUSINESS_RISK INCIDENT_COMMAND SLO_STATUS",
        "02-observability.md":
            "TRACE_ANALYSIS METRICS_ANOMALIES LOG_PATTERNS APM_FINDINGS RUM_IMPACT SERVICE_HEALTH_MATRIX",
        "03-mitigation.md":
            "MITIGATION_ACTIONS TEMPORARY_FIXES ROLLBACK_DECISIONS SERVICE_STATUS_AFTER USER_IMPACT_REDUCTION",
        "04-debugging.md": "ROOT_CAUSE CONTRIBUTING_FACTORS DEPENDENCY_IMPACT_MAP FIVE_WHYS_ANALYSIS",
        "05-investigation.md":
            "SECURITY_ASSESSMENT BREACH_ANALYSIS VULNERABILITY_IDENTIFICATION DATA_EXPOSURE_RISK REMEDIATION_STEPS"
            " PERFORMANCE_BOTTLENECKS RESOURCE_RECOMMENDATIONS OPTIMIZATION_OPPORTUNITIES CAPACITY_ISSUES",
        "06-fix.md":
            "FIX_IMPLEMENTATION DEPLOYMENT_STRATEGY VALIDATION_PLAN ROLLBACK_PROCEDURES LONG_TERM_SOLUTION",
        "07-deployment.md":
            "DEPLOYMENT_STATUS VALIDATION_RESULTS MONITORING_DASHBOARD ROLLBACK_READINESS SERVICE_HEALTH_POST_DEPLOY",
        "08-communication.md":
            "STATUS_PAGE_UPDATE ENGINEERING_UPDATE EXECUTIVE_SUMMARY SUPPORT_BRIEFING INCIDENT_TIMELINE",
        "09-customer-impact.md": "CUSTOMER_IMPACT_REPORT SLA_ANALYSIS REVENUE_IMPACT OUTREACH_RECOMMENDATIONS",
        "10-postmortem.md":
            "INCIDENT_TIMELINE ROOT_CAUSE_SUMMARY WHAT_WENT_WELL IMPROVEMENTS ACTION_ITEMS LESSONS_LEARNED",
        "11-monitoring.md": "NEW_ALERTS SLO_ADJUSTMENTS DASHBOARD_UPDATES RUNBOOK_AUTOMATION CHAOS_SCENARIOS",
        "12-hardening.md":
            "ARCHITECTURE_IMPROVEMENTS RESILIENCE_PATTERNS CAPACITY_PLAN TECH_DEBT_ITEMS IMPLEMENTATION_ROADMAP",
    }.items()
}  # fmt: skip

#: O's own headings of the investigation.
INVESTIGATION = [
    "## Root Cause (from debugging)", "## Security Assessment", "## Performance Analysis", "## Combined Findings",
]  # fmt: skip

#: The keys of O's state.json.
STATE = [
    "incident", "status", "severity", "current_step", "current_phase", "completed_steps", "files_created",
    "started_at", "last_updated",
]  # fmt: skip

#: rapid: G's four texts.
RAPID: dict[str, list[str]] = {
    "declaration.md": [],
    "diagnosis-summary.md": ["## Diagnosis Summary"],
    "hotfix-pull-request.md": ["## Hotfix for INC-101"],
    "postmortem.md": [
        "# Incident Postmortem - INC-101", "## Summary", "## Timeline", "## Root Cause", "## Impact", "## Resolution",
        "## Lessons Learned", "### What went well", "### What went poorly", "## Action Items",
    ],
}  # fmt: skip
