# SPDX-License-Identifier: Apache-2.0
"""The server with people signed in, against Django doing the same pages on the same records (peers/office.py, gunicorn,
SQLite in WAL mode, durable), Fossil's timeline, and nginx that serves the same bytes from files: the limit.

Requests by wrk on the same cores as what is measured; contestants in turns. Every answer is looked at once before."""
import http.client
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import time

from tools import HERE, ROOT, duration, median

sys.path.insert(0, os.path.join(ROOT, 'tests', 'web'))
import web

# NGOAIVU_RECORDS: fewer, to see whether it runs.
RECORDS = int(os.environ.get('NGOAIVU_RECORDS', '3000'))  # a year, of five
SECONDS = 4 if RECORDS >= 3000 else 1
ROUNDS = 3 if RECORDS >= 3000 else 1
PYTHON = '/usr/bin/python3'  # Debian's own, whose Django it is
PASSWORD = 'mật khẩu đo tốc độ'
# The day is in no other row's report or figures, however many are entered.
ENTERED = {'name': 'Đoàn công tác của thành phố kết nghĩa', 'country': 'JP', 'visitors': '12', 'host': 'leaders', 'purpose': 'economy', 'arrives_on': '2015-08-03', 'state': 'announced',
           'programme': 'Trao đổi về hợp tác giáo dục, nông nghiệp, y tế và giao lưu nhân dân'}
# What wrk sends; each form has another name, so that none looks like one that is there.
POSTING = """local count = 0
local thread_number = 0
function setup(thread) thread:set("number", thread_number); thread_number = thread_number + 1 end
function request()
  count = count + 1
  return wrk.format("POST", "%s", wrk.headers, "%s" .. number .. "-%s-" .. count)
end"""


class Served:
    """A contestant: a process that answers at a port, with the cookies of somebody who is signed in."""

    def __init__(self, command, folder, first, log, **env):
        self.port, self.first, self.cookies = web.free_port(), first, {}
        self.command = [word.replace('PORT', str(self.port)) for word in command]
        self.folder, self.env, self.log = folder, dict(os.environ, **env), log
        self.process = None

    def start(self):
        """Seconds from the start to the first answer."""
        began = time.monotonic()
        with open(self.log, 'ab') as log:
            self.process = subprocess.Popen(self.command, cwd=self.folder, env=self.env, stdout=log, stderr=log, start_new_session=True)
        while time.monotonic() < began + 60:
            try:
                if self.get(self.first).status == 200:
                    return time.monotonic() - began
            except OSError:
                time.sleep(0.0005)
            if self.process.poll() is not None:
                break
        raise RuntimeError('%s: no answer; see %s' % (' '.join(self.command), self.log))

    def stop(self):
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def cookie(self):
        return '; '.join('%s=%s' % pair for pair in self.cookies.items())

    def ask(self, method, target, body=None, headers=()):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=60)
        connection.request(method, target, body, dict(headers, Cookie=self.cookie()))
        answer = connection.getresponse()
        answer.text = answer.read().decode('utf-8', 'replace')
        for line in answer.headers.get_all('Set-Cookie') or []:
            name, value = line.split(';')[0].split('=', 1)
            self.cookies[name] = value
        connection.close()
        return answer

    def get(self, target):
        return self.ask('GET', target)

    def memory(self):
        """Bytes of all its processes, shared pages counted once."""
        total = 0
        for number in os.listdir('/proc'):
            try:
                if number.isdigit() and os.getsid(int(number)) == self.process.pid:
                    with open('/proc/%s/smaps_rollup' % number, encoding='utf-8') as file:
                        total += int(re.search(r'^Pss:\s+(\d+)', file.read(), re.M)[1]) * 1024
            except OSError:
                continue
        return total

    def load(self, target, connections=16, script=None, seconds=SECONDS):
        """{rate, p50, p99} of a target; rate in requests a second, the others in seconds."""
        words = ['wrk', '-t2', '-c%d' % connections, '-d%ds' % seconds, '--latency', '-H', 'Cookie: ' + self.cookie()] + (['-s', script] if script else [])
        text = subprocess.run(words + ['http://127.0.0.1:%d%s' % (self.port, target)], capture_output=True, text=True, check=True).stdout
        wrong = re.search(r'Non-2xx or 3xx responses: (\d+)|Socket errors: .*(?:connect|read|write|timeout) [1-9].*', text)
        if wrong:
            raise RuntimeError('%s %s: %s' % (self.command[0], target, wrong[0]))
        self.get(self.first)  # when what was asked last is answered
        unit = {'us': 1e-6, 'ms': 1e-3, 's': 1}
        part = lambda share: (lambda found: float(found[1]) * unit[found[2]])(re.search(r'^\s+%s%%\s+([\d.]+)(us|ms|s) *$' % share, text, re.M))
        return {'rate': float(re.search(r'^Requests/sec:\s+([\d.]+)', text, re.M)[1]), 'p50': part(50), 'p99': part(99)}


def our_own(bench, folder):
    """The program with a store of its own; the export of the delegations that the others get."""
    url = 'sqlite:' + os.path.join(folder, 'store.db')
    bench.run([bench.ngoaivu, '--db', url, 'gen', '--offices', '1', '--years', '2016-2020', '--records', str(RECORDS)])
    bench.run([bench.ngoaivu, '--db', url, 'export', 'inbound', '--output', os.path.join(folder, 'inbound.csv')])
    bench.run([bench.ngoaivu, '--db', url, 'user', 'add', 'bench', '--person', 'Người Đo', '--role', 'officer,compiler', '--password'], text=PASSWORD + '\n')
    bench.run([bench.ngoaivu, '--db', url, 'report', 'open', '--period', '2020-Q1'])
    return Served([bench.ngoaivu, '--db', url, 'serve', '--listen', '127.0.0.1:PORT', '--log', 'none'], folder, '/sign-in', os.path.join(folder, 'ngoaivu.log'), NGOAIVU_NOW='2020-08-03T02:00:00Z', NGOAIVU_SHARE=ROOT)


def sign_in_ours(served):
    browser = web.Browser(served.port)
    browser.sign_in('bench', PASSWORD)
    served.cookies = browser.cookies
    return browser


def django(folder):
    env = {'DATABASE': os.path.join(folder, 'django.db'), 'PYTHONDONTWRITEBYTECODE': '1'}
    peers = os.path.join(HERE, 'peers')
    subprocess.run([PYTHON, os.path.join(peers, 'office.py'), 'make', os.path.join(folder, 'inbound.csv')], check=True, cwd=peers, env=dict(os.environ, **env))
    command = ['gunicorn', '--workers', '2', '--threads', '8', '--worker-class', 'gthread', '--keep-alive', '60', '--bind', '127.0.0.1:PORT', 'office:application']
    return Served(command, peers, '/sign-in', os.path.join(folder, 'django.log'), **env)


def sign_in_django(served):
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', served.get('/sign-in').text)[1]
    body = 'csrfmiddlewaretoken=%s&username=bench&password=bench' % token
    answer = served.ask('POST', '/sign-in', body, {'Content-Type': 'application/x-www-form-urlencoded'})
    if answer.status != 302:
        raise RuntimeError('Django refuses to sign in: %d' % answer.status)


def nginx(folder, pages):
    root = os.path.join(folder, 'static')
    os.mkdir(root)
    for name, text in pages.items():
        with open(os.path.join(root, name), 'w', encoding='utf-8') as file:
            file.write(text)
    served = Served(['nginx', '-p', folder, '-c', os.path.join(folder, 'nginx.conf'), '-g', 'daemon off;'], folder, '/' + next(iter(pages)), os.path.join(folder, 'nginx.log'))
    with open(os.path.join(folder, 'nginx.conf'), 'w', encoding='utf-8') as file:
        file.write('user %s; worker_processes 2; pid %s/nginx.pid; error_log %s/nginx.log; events { worker_connections 1024; }\n'
                   'http { access_log off; sendfile on; keepalive_requests 1000000; server { listen 127.0.0.1:%d; root %s; default_type text/html; } }\n' % (pwd.getpwuid(os.getuid()).pw_name, folder, folder, served.port, root))
    return served


def fossil(folder):
    """A repository with as many check-ins as a page of the timeline holds."""
    repository, tree, env = os.path.join(folder, 'peer.fossil'), os.path.join(folder, 'tree'), dict(os.environ, HOME=folder, USER='bench')
    os.mkdir(tree)
    for words in (['init', repository], ['open', repository]):
        subprocess.run(['fossil'] + words, cwd=tree, env=env, check=True, capture_output=True)
    for number in range(60):
        with open(os.path.join(tree, 'file'), 'w', encoding='utf-8') as file:
            file.write('x' * (number + 1))
        if number == 0:
            subprocess.run(['fossil', 'add', 'file'], cwd=tree, env=env, check=True, capture_output=True)
        subprocess.run(['fossil', 'commit', '-m', 'Đoàn công tác số %d' % number, '--no-warnings'], cwd=tree, env=env, check=True, capture_output=True)
    return Served(['fossil', 'server', '--localhost', '--port', 'PORT', repository], folder, '/timeline', os.path.join(folder, 'fossil.log'), HOME=folder, USER='bench')


def look(served, target, wanted):
    """The page is what it should be, before its speed is measured."""
    answer = served.get(target)
    if answer.status != 200 or wanted not in answer.text:
        raise RuntimeError('%s: %d' % (target, answer.status))
    return answer.text


def told(runs, name='rate'):
    return median([run[name] for run in runs])


def latency(runs):
    return 'p50 %s, p99 %s' % (duration(told(runs, 'p50')), duration(told(runs, 'p99')))


def page(bench, what, contestants, goals=()):
    """contestants: name → (served, target, script); the first is ours. goals: name → least ratio."""
    runs = {name: [] for name in contestants}
    for _ in range(ROUNDS):
        for name, (served, target, script) in contestants.items():
            runs[name].append(served.load(target, script=script))
    ours = runs.pop(next(iter(runs)))
    if not runs:
        bench.row(what, '%.0f/s, %s' % (told(ours), latency(ours)), '', '', '', '')
    for name, theirs in runs.items():
        ratio = median([a['rate'] / b['rate'] for a, b in zip(ours, theirs)])
        least = dict(goals).get(name)
        bench.row(what, '%.0f/s, %s' % (told(ours), latency(ours)), '%s %.0f/s, %s' % (name, told(theirs), latency(theirs)), '%.2f ×' % ratio,
                  '≥ %g ×' % least if least else '', '' if least is None else 'met' if ratio >= least else 'missed')


def posting(folder, name, target, fields):
    """A script of wrk that sends a form again and again, under other names; `name` is the last field, which it ends."""
    from urllib.parse import urlencode
    path = os.path.join(folder, 'post-%s.lua' % re.sub(r'\W', '', target + name))
    with open(path, 'w', encoding='utf-8') as file:
        file.write('wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"\n')
        file.write(POSTING % (target, urlencode(fields).replace('%', '%%').replace('%%', '%') + '&' + name + '=Doan+', os.getpid()))
    return path


def creating(bench, folder, ours, peer):
    browser = sign_in_ours(ours)
    fields = [(name, value) for name, value in browser.form_of('/registers/inbound/new')]
    entered = {'f.' + name: value for name, value in ENTERED.items() if name not in ('name', 'purpose', 'state')}
    fields = [(name, entered.get(name, value)) for name, value in fields if name != 'f.name']
    answer = ours.ask('POST', '/registers/inbound', '&'.join([web.urllib.parse.urlencode(fields), 'f.name=x']), {'Content-Type': 'application/x-www-form-urlencoded'})
    if answer.status != 303:
        raise RuntimeError('no record was made: %d %s' % (answer.status, web.plain(answer.text)[:300]))
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', peer.get('/visits/new').text)[1]
    theirs = [('csrfmiddlewaretoken', token)] + [(name, value) for name, value in ENTERED.items() if name != 'name']
    answer = peer.ask('POST', '/visits', web.urllib.parse.urlencode(theirs) + '&name=x', {'Content-Type': 'application/x-www-form-urlencoded'})
    if answer.status != 302:
        raise RuntimeError('no record was made by Django: %d' % answer.status)
    page(bench, 'create a record, durable', {'ngoaivu': (ours, '/registers/inbound', posting(folder, 'f.name', '/registers/inbound', fields)),
                                             'Django': (peer, '/visits', posting(folder, 'name', '/visits', theirs))}, {'Django': 2})


def crowded(bench, ours):
    """64 at once."""
    runs = [ours.load('/registers/inbound', connections=64) for _ in range(ROUNDS)]
    ratio = told(runs, 'p99') / told(runs, 'p50')
    bench.row('list page, 64 connections', latency(runs), '', 'p99 is %.1f × p50' % ratio, '≤ 10 ×', 'met' if ratio <= 10 else 'missed')


def weigh(bench, ours, peer):
    ratio = peer.memory() / ours.memory()
    bench.row('memory after the pages that both have', '%.0f MiB' % (ours.memory() / 2**20), 'Django %.0f MiB' % (peer.memory() / 2**20), '%.1f ×' % ratio, '≥ 5 ×', 'met' if ratio >= 5 else 'missed')


def begin(bench, ours, peer):
    starts = []
    for served in (ours, peer):
        times = []
        for _ in range(5):
            times.append(served.start())
            served.stop()
        starts.append(median(times))
    bench.row('cold start to the first page', duration(starts[0]), 'Django %s' % duration(starts[1]), '%.1f ×' % (starts[1] / starts[0]), '≤ 50 ms', 'met' if starts[0] <= 0.05 else 'missed')


def run(bench):
    missing = [name for name in ('wrk', 'nginx', 'gunicorn', 'fossil') if not shutil.which(name)]
    if missing:
        raise RuntimeError('not installed: ' + ', '.join(missing))
    folder = bench.path('server')
    os.mkdir(folder)
    ours = our_own(bench, folder)
    peer = django(folder)
    print('  Django %s · gunicorn %s · nginx %s · Fossil %s · wrk %s' % (
        bench.version([PYTHON, '-m', 'django', '--version']), bench.version(['gunicorn', '--version']), bench.version(['nginx', '-v']), bench.version(['fossil', 'version']), bench.version(['wrk', '-v'])))
    bench.show(*ours.command)
    bench.show(*peer.command)
    print('  $ wrk -t2 -c16 -d%ds --latency -H "Cookie: …" http://127.0.0.1:…' % SECONDS)
    begin(bench, ours, peer)
    everyone = [ours, peer]
    try:
        for served in everyone:
            served.start()
        sign_in_ours(ours)
        sign_in_django(peer)
        listed = look(ours, '/registers/inbound', '<tbody>')
        shown = re.search(r'href="(/registers/inbound/\d+)"', listed)[1]
        look(peer, '/visits', '<tbody>')
        theirs = re.search(r'href="(/visits/\d+)"', look(peer, '/visits', '<tbody>'))[1]
        report = re.search(r'href="(/reports/\d+)"', look(ours, '/reports', 'href'))[1]
        still, timeline = nginx(folder, {'list.html': listed}), fossil(folder)
        for served in (still, timeline):
            everyone.append(served)
            served.start()
        print('  a list page: %d bytes; Django\'s %d; Fossil\'s %d' % (len(listed.encode()), len(peer.get('/visits').text.encode()), len(timeline.get('/timeline').text.encode())))
        page(bench, 'list page', {'ngoaivu': (ours, '/registers/inbound', None), 'Django': (peer, '/visits', None), 'nginx, a file': (still, '/list.html', None),
                                  'Fossil, timeline': (timeline, '/timeline', None)}, {'Django': 12, 'nginx, a file': 0.3})
        page(bench, 'record page', {'ngoaivu': (ours, shown, None), 'Django': (peer, theirs, None)})
        if ours.get('/api/v1/registers/inbound/records').status == 200:
            page(bench, 'JSON list', {'ngoaivu': (ours, '/api/v1/registers/inbound/records', None), 'Django': (peer, '/visits.json', None)})
        crowded(bench, ours)
        creating(bench, folder, ours, peer)
        weigh(bench, ours, peer)
        for what, target in (('first page', '/'), ('report, previewed', report), ('its PDF', report + '/pdf')):
            look(ours, target, '')
            page(bench, what, {'ngoaivu': (ours, target, None)})
        bench.row('memory with reports', '%.0f MiB' % (ours.memory() / 2**20), '', '', '', '')
    finally:
        for served in everyone:
            if served.process and served.process.poll() is None:
                served.stop()
