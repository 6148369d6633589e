# SPDX-License-Identifier: Apache-2.0
"""The server under the requests of many hours in ten minutes: pages, records entered and changed, reports, files, wrong
addresses, by eight people at once. Its memory and its open files are told every half minute and must not grow."""
import os
import random
import re
import threading
import time
import urllib.parse

import bench_server
from tools import median

SECONDS = int(os.environ.get('NGOAIVU_SOAK', '600'))
PEOPLE = 8
EVERY = max(1, SECONDS // 20)
MOST = 1.10  # the last third's memory against the middle third's


def descriptors(served):
    return len(os.listdir('/proc/%d/fd' % served.process.pid))


def enter(browser, chance):
    fields = [(name, value) for name, value in browser.form_of('/registers/inbound/new')]
    entered = {'f.name': 'Đoàn %x' % chance.getrandbits(48), 'f.country': 'JP', 'f.visitors': str(chance.randrange(1, 40)), 'f.host': 'leaders', 'f.arrives_on': '2020-07-%02d' % chance.randrange(1, 32)}
    body = urllib.parse.urlencode([(name, entered.get(name, value)) for name, value in fields])
    return browser.ask('POST', '/registers/inbound', body, {'Content-Type': 'application/x-www-form-urlencoded'})


def person(served, number, until, done, wrong):
    """Does what people do, in random order."""
    chance = random.Random(number)
    browser = bench_server.web.Browser(served.port, gzipped=number % 2 == 0)
    browser.cookies = dict(served.cookies)
    report = re.search(r'href="(/reports/\d+)"', browser.get('/reports').text)[1]
    pages = ['/', '/work', '/registers', '/registers/inbound', '/registers/inbound?sort=arrives_on', '/registers/aid', '/figures', '/figures/inbound.visitors?by=country', '/calendar',
             '/search?q=doan', '/registers/inbound/export?format=csv', '/help', '/nowhere', '/registers/inbound/999999999']
    while time.monotonic() < until:
        roll = chance.random()
        if roll < 0.02:
            answer, wanted = browser.get(report + chance.choice(['', '/pdf', '/file/docx'])), (200,)
        elif roll < 0.12:
            answer, wanted = enter(browser, chance), (303,)
            if answer.status == 303:
                answer, wanted = browser.get(answer.location), (200,)
        else:
            target = chance.choice(pages)
            answer, wanted = browser.get(target), (404,) if target in pages[-2:] else (200,)
        done[number] += 1
        if answer.status not in wanted:
            wrong.append(answer.status)


def run(bench):
    folder = bench.path('soak')
    os.mkdir(folder)
    served = bench_server.our_own(bench, folder)
    bench.show(*served.command)
    served.start()
    try:
        bench_server.sign_in_ours(served)
        began, done, wrong, seen = time.monotonic(), [0] * PEOPLE, [], []
        people = [threading.Thread(target=person, args=(served, number, began + SECONDS, done, wrong)) for number in range(PEOPLE)]
        for one in people:
            one.start()
        while time.monotonic() < began + SECONDS:
            time.sleep(EVERY)
            seen.append((served.memory(), descriptors(served)))
            print('  %4.0f s: %d requests, %.0f MiB, %d open files' % (time.monotonic() - began, sum(done), seen[-1][0] / 2**20, seen[-1][1]))
        for one in people:
            one.join()
        third = len(seen) // 3
        memory = [median([value[0] for value in part]) for part in (seen[third:2 * third], seen[-third:])]
        files = [max(value[1] for value in part) for part in (seen[third:2 * third], seen[-third:])]
        bench.row('%d requests in %d s' % (sum(done), SECONDS), '%d wrong answers' % len(wrong), '', '', 'none', 'met' if not wrong else 'missed: %s' % sorted(set(wrong)))
        bench.row('memory, last third against the middle', '%.0f MiB' % (memory[1] / 2**20), '', '%.2f ×' % (memory[1] / memory[0]), '≤ %g ×' % MOST, 'met' if memory[1] <= MOST * memory[0] else 'missed')
        bench.row('open files at most', str(files[1]), str(files[0]), '', '≤ %d' % (files[0] + PEOPLE), 'met' if files[1] <= files[0] + PEOPLE else 'missed')
    finally:
        served.stop()
