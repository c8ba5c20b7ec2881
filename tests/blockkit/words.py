"""What people write when they mean harm, are in a hurry, or paste a log: hostile and huge texts."""

from hypothesis import strategies as st

#: What Slack would obey if it came through: nobody but Muster may say these.
WILD = (
    "<!channel>", "<!everyone>", "<!here|now>", "<!subteam^S0HOSTILE>", "<@U0HOSTILE>", "<@U0HOSTILE|ana>",
    "<#C0SECRET>", "<#C0SECRET|general>", "<https://evil.example|Approve>", "<mailto:x@evil.example|mail>",
    "<!date^1^{time}|soon>",
)  # fmt: skip

#: By which what came through is known.
MARKS = (
    "<!channel", "<!everyone", "<!here|", "<!subteam", "<@U0HOSTILE", "<#C0SECRET", "<https://evil", "<mailto",
    "<!date^1^",
)  # fmt: skip

_PIECES = (
    *WILD, "payments fail", "*bold*", "_slanted_", "~gone~", "`code`", "```block```", "&amp;", "&lt;!here&gt;", "&",
    "<", ">", "|", ":fire:", "🔥", "👩🏽‍🚒", "é", "e\u0301", "火事",
    "\u202eרע\u202c", "مشكلة", "\u200b", "\ufeff", "\x00",
    "\t", "\n", "\r\n", "> quote", "• item", "1. item", "# heading", "{json}", "{% x %}", "%s", "\\n", "'\"", "@here",
    "#general", "https://x.example/?a=1&b=<2>", "INC-101", "P0", "--severity", "null", "0",
)  # fmt: skip

#: As much as is kept, or more: signs that grow when they are escaped, thousands of lines, no space anywhere.
HUGE = (
    "x" * 10_000, "&" * 10_000, "<" * 10_000, "*" * 10_000, "`" * 9_999, "a\n" * 5_000, "\n" * 4_000, "火" * 10_000,
    "🔥" * 10_000, "\u200b" * 5_000, "w " * 5_000, "<!channel> " * 900, "<@U0HOSTILE> " * 700, "x" * 10_001,
    "line of a log that says <error> & more\n" * 250, "| " * 3_000, "*_~`" * 2_500, "\u202e" + "ר" * 5_000,
    "https://x.example/" + "y" * 5_000, "e\u0301" * 5_000,
)  # fmt: skip

pieces = st.sampled_from(_PIECES)
short = st.lists(pieces, min_size=1, max_size=8).map(" ".join)
joined = st.lists(pieces, min_size=1, max_size=60).map("".join)
words = st.one_of(short, joined, st.text(max_size=60), st.sampled_from(HUGE), st.sampled_from(["", " ", "\n\t"]))


def of_at_most(length: int) -> st.SearchStrategy[str]:
    """Such a text, cut as a form field would cut it."""
    return words.map(lambda text: text[:length])
