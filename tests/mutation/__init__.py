"""`make mutation FOLDER=classify SAMPLE=300 SEED=1`: would the tests see a mistake?

    mutants (by the operators of mutmut) ─▶ reach (which tests run a line) ─▶ trial ─▶ summary

A mutant is the program with one small change, such as `<` for `<=`. Each is tried in a forked
process, by those tests of its folder that run the changed line, until one fails.
"""
