"""A KoboToolbox for the tests: `stand_in` is the account, `projects` what it keeps, `*_api` its HTTP.

Written after kpi's public source; docs/interop.md names the file each behaviour comes from.
"""
