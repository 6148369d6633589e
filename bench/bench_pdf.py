# SPDX-License-Identifier: Apache-2.0
"""PDF of the six-page report against pdfkit and LibreOffice headless."""
import os
import shutil

from bench_docx import package_version, report
from tools import undisturbed

ROUNDS = 5


def fonts(bench):
    find = lambda style: bench.run(['fc-match', '-f', '%{file}', 'Liberation Serif:' + style])[0]
    return dict(os.environ, FONT=find('style=Regular'), FONT_BOLD=find('style=Bold'))


def office(bench, count):
    """LibreOffice on so many copies of our DOCX, in one process."""
    folder = bench.path('office-%d' % count)
    if not os.path.isdir(folder):
        os.mkdir(folder)
        for i in range(count):
            shutil.copy(bench.path('ngoaivu.docx'), os.path.join(folder, '%d.docx' % i))
    return (['soffice', '-env:UserInstallation=file://' + bench.path('profile'), '--headless', '--convert-to', 'pdf',
             '--outdir', bench.path('office')] + [os.path.join(folder, name) for name in sorted(os.listdir(folder))])


def run(bench):
    tree, flow = report(bench)
    environment = fonts(bench)
    ours = [bench.program('document'), 'pdf', tree, '60', bench.path('ngoaivu.pdf')]
    kit = ['node', bench.peer('pdfkit'), flow, '20', bench.path('pdfkit.pdf')]
    bench.run([bench.program('document'), 'docx', tree, '1', bench.path('ngoaivu.docx')])
    print('  pdfkit %s' % package_version('pdfkit'))
    one, many = office(bench, 1), office(bench, 11)
    bench.show(*ours)
    bench.show(*kit)
    bench.show(*one)
    bench.run(one)  # makes the profile
    once = ours[:3] + ['1', ours[4]]
    times = bench.in_turns(ROUNDS, {
        'ours': lambda: undisturbed(bench.times(ours, 'document', 10)),
        'pdfkit': lambda: undisturbed(bench.times(kit, 'document', 5, env=environment)),
        'cold': lambda: [bench.run(once)[1]],
        'office': lambda: [bench.run(one)[1]],
        'many': lambda: [bench.run(many)[1]]})
    for name in ('ngoaivu', 'pdfkit'):
        pages = bench.version(['pdfinfo', bench.path(name + '.pdf')], r'Pages: +\d+')
        print('  %s.pdf: %s, %d bytes' % (name, pages, os.path.getsize(bench.path(name + '.pdf'))))
    bench.compare('PDF, six pages', times['ours'], 'pdfkit', times['pdfkit'], 3)
    bench.compare('… as a command', times['cold'], 'LibreOffice', times['office'], 40)
    each = [(m - o) / 10 for m, o in zip(times['many'], times['office'])]
    bench.compare('… in a running process', times['ours'], 'LibreOffice, each of ten more', each)
