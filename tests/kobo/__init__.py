"""A KoboToolbox for the tests: `stand_in` speaks its HTTP, `projects` holds what it keeps.

Written after kpi's public source; docs/interop.md names the file each behaviour comes from.
"""
