/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Findings for programs: JSON as ngoaivu-check(7) describes it, and SARIF 2.1.0, which editors and
 * code hosts read. As text they are findings_text's lines.
 */
#include "base/finding.h"

/* One object and a newline; caller frees. */
char *findings_json(const struct findings *findings);
char *findings_sarif(const struct findings *findings);
