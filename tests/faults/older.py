# SPDX-License-Identifier: Apache-2.0
"""How stores were laid out before: what a store of today is made into, to see it brought up to date."""

# Schema 2: balances of years stood with those of months.
YEARS_WITH_MONTHS = """UPDATE balance SET cell = CASE (cell >> 36) & 1023
    WHEN 1022 THEN (((cell >> 46 << 24) | ((cell >> 12) & 16777215)) << 22) + (2 << 20) + (cell & 4095)
    ELSE (((cell >> 46 << 24) | (cell & 16777215)) << 22) + (2 << 20) + ((cell >> 24) & 4095) END WHERE (cell >> 36) & 1023 >= 1022"""
