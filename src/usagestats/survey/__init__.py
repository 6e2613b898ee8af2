"""Surveys: they count in mapped requests what USAGE does not hold, in the same pass over the logs.

    mapped requests ─ `check_survey` ───▶ CheckFindings ──▶ `check`
                    ├ `paths` ──────────▶ TopCounts ──────▶ `top-paths`
                    ├ `clients` ────────▶ ClientsSeen, TopCounts ──▶ `clients`
                    └ `draft_evidence` ─▶ DraftEvidence ──▶ `init`

A `Survey` names the columns of REQUESTS that it needs, and makes the findings of one chunk.
The findings of chunks are merged. `check_survey` puts `rule_matches` and `credentials` together.
`rule_pairs` compares mapping rules without logs; it uses `overlap`, which compares their patterns.
"""
