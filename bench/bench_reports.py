# SPDX-License-Identifier: Apache-2.0
"""The five reports end to end, each in a cold process."""

REPORTS = [('tb', '2020-Q1', '2020-03-12'), ('qn', '2020-08', None), ('vp', '2021-H1', None),
           ('ls', '2020', '2020-10-15'), ('ht', '2021-03', None)]
ROUNDS = 11


def run(bench):
    commands = {}
    for office, period, cutoff in REPORTS:
        for ending in ('docx', 'pdf'):
            command = [bench.ngoaivu, '--db', bench.demo(), 'report', '--office', office, '--period', period]
            command += ['--cutoff', cutoff] if cutoff else []
            commands[office + ' ' + period, ending] = command + ['--output', bench.path(office + '.' + ending)]
    bench.show(*commands['tb 2020-Q1', 'docx'])
    for command in commands.values():
        bench.run(command)
    times = bench.in_turns(ROUNDS, {key: lambda c=command: [bench.run(c)[1]] for key, command in commands.items()})
    for (report, ending), values in times.items():
        if ending == 'docx':
            bench.at_most('report %s as DOCX, cold' % report, values, 50e-3)
    for (report, ending), values in times.items():
        if ending == 'pdf':
            bench.at_most('report %s as PDF, cold' % report, values, 100e-3)
