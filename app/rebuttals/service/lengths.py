"""How long what people type about a rebuttal may be, in characters."""

LONGEST_NAME, LONGEST_EMAIL, LONGEST_PLACE, LONGEST_WHY = 200, 254, 200, 500
LONGEST_REMARK = 10_000
LONGEST_REASON = 2_000
