"""What the cast knew and wrote when checkout went down after the deploy of v42: each step's form, by its labels."""

from collections.abc import Mapping

from tests.browser.people import Filled

Written = Mapping[str, Filled]

DECLARED = "/incident declare Checkout is down, payments fail since 02:51 --service checkout"

TRIAGE: Written = {
    "Impact": "MEDIUM",
    "Urgency": "HIGH",
    "Share of users affected, in per cent": "40 of 100",
    "What do you see, and what do you think it is?": "Card payments time out since the deploy of v42 at 02:48.",
    "What should be done first?": "Look at the tax service, keep the rollback to v41 ready.",
}

SENT_BACK = "Refunds fail as well, and the share grows: that is more than half. Please count again."

UPDATE = "More than half of all payments fail. We suspect the deploy of v42; the rollback to v41 is being prepared."

REGRESSION: Written = {
    "Recent Changes": ["02:48 deploy of checkout v42: batch tax lookups", "No change of infrastructure"],
    "Did this functionality work before?": "YES",
    "Regression Indicators": ["It began right after a deployment", "The metrics bend at the time"],
    "Is this a regression?": "LIKELY",
    "Confidence": "HIGH",
    "Introducing Commit": "4f2c batch tax lookups",
    "Rollback Feasibility": "SAFE",
    "Recommended Immediate Action": "ROLLBACK",
}

BISECT: Written = {
    "Start, End, Test": "v41, v42, a basket of 50 items against staging",
    "Author": "the team of checkout",
    "PR/MR": "#812 Batch tax lookups",
    "Risk Assessment": "HIGH",
    "Related Changes": ["Code changes in affected component"],
}

TIER_1: Written = {
    "Initial Actions": ["Incident acknowledged", "User impact confirmed", "Runbook found"],
    "Runbook Execution": "Checkout slow or down: steps 1 to 4 done, step 5 (roll back) needs approval",
    "Data Collected": "Errors of POST /pay rose from 0.1 % to 40 % at 02:51; p95 of the tax service 12 s",
    "Hypotheses Tested": ["Card provider is down: its status page is green", "Database: load is normal"],
}

INVESTIGATING: Written = {
    "Message": "Some payments fail at the moment. We are looking into it and will tell you more by 04:00 UTC. "
    "Orders that went through are safe.",
}

HYPOTHESES: Written = {
    "Root Cause Hypothesis Testing": [
        "v42 looks up taxes one by one | canary on v41 | CONFIRMED | errors 0.1 % on the canary",
        "Card provider is slow | its latency | REJECTED | 180 ms as always",
    ],
    "Confirmed or Likeliest Hypothesis": "v42 asks the tax service once for each item and runs out of connections",
    "Confidence": "HIGH",
    "Log and Metrics Analysis": ["Pool of the tax client full since 02:50, dashboard Payments funnel"],
    "Recent Changes Review": ["Deploy of v42 at 02:48, commit 4f2c"],
}

FIVE_WHYS: Written = {
    "1. Why did it occur?": "Payments waited for taxes until they timed out",
    "2. Why did that occur?": "The pool of connections to the tax service was empty",
    "3. Why did that occur?": "v42 opens a connection for each item of a basket",
    "4. Why did that occur?": "The batch call was split up for a test and never put together again",
    "5. Why did that occur?": "No test has more than one item in the basket",
    "Root Cause": "v42 looks up taxes for each item by itself; no test has baskets of many items.",
    "Validation": "Canary on v41 under the same traffic",
}

FISHBONE: Written = {
    "Process": ["The review saw the change without its load test"],
    "Technology": ["No alert on the pool of connections"],
    "Environment": ["Night of the sale: twice the usual baskets"],
    "Contributing Factors": ["No alert on the pool", "Baskets of the sale"],
}

CAUSE: Written = {
    "Systemic Factors": ["Load tests are optional"],
    "Result": "CONFIRMED",
}

STRATEGY: Written = {
    "Selected Strategy": "Rollback",
    "Rationale": "v41 was stable for nine days, nothing was migrated, and it is back in five minutes.",
    "Implementation Plan": ["Roll back checkout from v42 to v41", "Watch the errors for five minutes"],
}

PLAN_SENT_BACK = "Say how it is taken back if v41 fails too, and who watches the refunds."

STRATEGY_AGAIN: Written = {
    "Implementation Plan": [
        "Roll back checkout from v42 to v41",
        "Chidi watches the errors, Grace the refunds, for five minutes",
    ],
    "Rollback Plan": "Deploy v42 again, two minutes, and switch taxes to the fallback.",
}

IDENTIFIED: Written = {
    "Message": "We found why payments fail and are going back to the version before. Next news by 03:45 UTC.",
}

ROLLBACK: Written = {
    "Rollback Procedure": "Rolling",
    "Previous Version": "v42",
    "Rolled Back To": "v41",
    "Verification": ["The image that runs", "Health checks pass", "Smoke tests pass", "Metrics return"],
    "Result": "All pods on v41 after four minutes, errors back to 0.1 %.",
}

MONITORING: Written = {
    "Message": "Payments work again since 03:20 UTC. We are watching it and will confirm by 04:00 UTC.",
}

VALIDATION: Written = {
    "Validation Tests": ["Smoke tests passed", "Error rate back", "Critical user journeys", "Stable for 15"],
    "Metrics Validation": [
        "Errors of POST /pay | 40 % | 0.1 % | under 0.5 %",
        "Latency p95 | 12 s | 0.4 s | under 0.8 s",
    ],
    "Monitored For": "20 min",
    "Residual Risk": "v42 must not be deployed again before the fix; the pipeline is locked.",
    "Resolution Status": "RESOLVED",
    "Resolution Summary": "Rollback of checkout from v42 to v41",
}

RESOLVED: Written = {
    "Message": "Payments work for everybody since 03:20 UTC. We are sorry. Orders are complete, nobody paid twice.",
}

TOLD: Written = {"Message": "INC-101 is over: checkout is back on v41. The review is on Monday at 10:00 UTC."}

MEETING: Written = {"Date": "2026-11-23", "Time": "10:00", "Facilitator": "Ana Ortiz"}

REVIEW: Written = {
    "Executive Summary": "A deploy at night made payments fail for half of the users for 30 minutes. "
    "Going back to the version before ended it.",
    "User Impact": "Payments and refunds failed or took longer than 10 seconds; no order was lost.",
    "What Went Well": ["Five minutes from the page to the first hypothesis", "The rollback was rehearsed"],
    "What Could Improve": ["Load tests before a deploy", "An alert on the pool of connections"],
    "Technical Lessons": ["One call for a basket, not one for each item"],
}

ACTIONS_WITHOUT_DATE = "Alert on the pool of connections | Ana Ortiz | | open"

ACTIONS: Written = {
    "Immediate Actions (within 1 week)": [
        "Alert on the pool of connections | Ana Ortiz | 2026-11-27 | open",
        "Load test with 50 items a basket | Chidi Okafor | 2026-11-28 | open",
    ],
    "Short-Term Actions (within 1 month)": ["Load tests block a deploy | Bo Lindqvist | 2026-12-18 | open"],
}

RUNBOOK: Written = {
    "Scenario": "Payments time out while the card provider is well",
    "Diagnosis": "Look at the pool of the tax client in the dashboard Payments funnel",
    "Prevention": ["Alert on the pool of connections"],
}

DEEP_DIVE: Written = {
    "Regression Category": "performance",
    "Why Did Tests Not Catch This?": ["Integration test coverage gap"],
    "Test Gap": "No test has a basket of more than three items.",
    "Specific Missing Test": ["large basket | integration | 50 items are paid in 2 s | checkout/tests/pay"],
    "What could reviewers have caught?": ["One call for each item"],
}

PATTERNS: Written = {
    "Was this deployed via canary?": "Yes",
    "Why didn't canary catch this?": "It ran at night with small baskets.",
    "Similar Regressions": ["Same component: one in 90 days"],
    "Should this component require stricter gates?": "Yes",
}

ARTICLE: Written = {
    "Title": "Payments time out after a deploy",
    "Problem": "Customers see a spinner at Pay and then an error.",
}
