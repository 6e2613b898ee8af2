"""Paths as clients send them, odd ones among them."""

from __future__ import annotations

from hypothesis import strategies as st

pieces = st.sampled_from(
    ["/", "a", "b", ".", "{x}", "{y}b", "+", "*", "(", ")", "%20", "%C3%A9", "A", "~"]
)


sent_paths = st.one_of(
    st.builds(lambda parts: "/" + "".join(parts), st.lists(pieces, max_size=7)),
    st.text(alphabet="/ab.%2Fé #\\|\x00{}$", max_size=8),
    st.sampled_from(
        ["*", "http://host0/a/b", "/a/../b", "//", "/a//b", "/a%2fb", "/%zz", r"/a\xE4", r"\xe4"]
    ),
)
